/* The load client's options, and the request that they ask for. */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "samples.h"

enum { TARGETS = 16 };

struct target {
    int port;
    char request[4096];
    size_t request_len;
    struct samples latency;
};

static struct {
    int port, connections, streams, chunks, interval_ms;
    double rps, seconds, warm, ramp;
    bool streaming;
    const char *authorization, *path, *model;
    char *targets;
} opt = {.port = 8080, .connections = 64, .streams = 1000, .chunks = 20, .interval_ms = 500, .rps = 500, .seconds = 10,
         .warm = 1, .ramp = 5, .authorization = "Bearer sk-client-0042-abcdefghijklmnopqrstuvwxyz",
         .path = "/v1/chat/completions", .model = "gpt-4o-mini"};

static struct target targets[TARGETS];
static int target_count = 1;

/* A chat completion, or for a path that ends so the same in the words of Anthropic's messages. */
static int write_body(char *body, const char *model, const char *path) {
    static const char system[] = "You are a helpful assistant. Answer briefly and precisely. Do not make things up.";
    bool messages = strstr(path, "/messages") != NULL;
    int n = sprintf(body,
                    messages ? "{\"model\":\"%s\",\"system\":\"%s\",\"messages\":["
                             : "{\"model\":\"%s\",\"messages\":[{\"role\":\"system\",\"content\":\"%s\"},",
                    model, system);
    n += sprintf(body + n, "{\"role\":\"user\",\"content\":\"mock=%dx%d ", opt.chunks, opt.interval_ms);
    while (n < 930) n += sprintf(body + n, "What is the \\\"answer\\\" to question %d? ", n);
    return n + sprintf(body + n, "\"}],\"temperature\":0.7,\"max_tokens\":256,\"stream\":%s}",
                       opt.streaming ? "true" : "false");
}

static void aim(struct target *t, int port, const char *model, const char *path) {
    char body[2048];
    int n = write_body(body, model, path);
    t->port = port;
    t->request_len = (size_t)snprintf(t->request, sizeof t->request,
                                      "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: %s\r\n"
                                      "Content-Type: application/json\r\nUser-Agent: bifrost-bench\r\nAccept: */*\r\n"
                                      "Content-Length: %d\r\n\r\n%s",
                                      path, port, opt.authorization, n, body);
}

/* The next part of PORT:MODEL:PATH, or what is to be taken where it is missing. */
static const char *next_part(char **rest, const char *otherwise) {
    const char *part = strsep(rest, ":");
    return part == NULL ? otherwise : part;
}

static void aim_at_all(const char *mode) {
    opt.streaming |= strcmp(mode, "streams") == 0;
    aim(&targets[0], opt.port, opt.model, opt.path);
    if (strcmp(mode, "rr") != 0) return;
    target_count = 0;
    for (char *t = strtok(opt.targets, ","); t != NULL && target_count < TARGETS; t = strtok(NULL, ",")) {
        int port = atoi(next_part(&t, "0"));
        const char *model = next_part(&t, opt.model);
        aim(&targets[target_count++], port, model, next_part(&t, opt.path));
    }
}

static void read_options(int argc, char **argv) {
    for (int o; (o = getopt(argc, argv, "p:P:c:r:t:w:k:R:n:d:a:u:m:S")) != -1;) {
        switch (o) {
            case 'p': opt.port = atoi(optarg); break;
            case 'P': opt.targets = optarg; break;
            case 'c': opt.connections = atoi(optarg); break;
            case 'r': opt.rps = atof(optarg); break;
            case 't': opt.seconds = atof(optarg); break;
            case 'w': opt.warm = atof(optarg); break;
            case 'k': opt.streams = atoi(optarg); break;
            case 'R': opt.ramp = atof(optarg); break;
            case 'n': opt.chunks = atoi(optarg); break;
            case 'd': opt.interval_ms = atoi(optarg); break;
            case 'a': opt.authorization = optarg; break;
            case 'u': opt.path = optarg; break;
            case 'm': opt.model = optarg; break;
            case 'S': opt.streaming = true; break;
            default: exit(2);
        }
    }
}

#endif
