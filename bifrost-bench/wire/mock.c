/*
 * An OpenAI-like upstream on one epoll thread, so cheap that a proxy in front of it is what is measured.
 *
 *   mock -p PORT
 *
 * Every POST is a chat completion, whatever its path. In the body:
 *   "stream":true          answers with server-sent events, else with one JSON document
 *   mock=NxD, in any text  N content chunks, D milliseconds apart; D = 0: as fast as the reader takes them
 *   "include_usage":true   ends with a chunk of empty choices that carries the usage; without it the last content
 *                          chunk carries the usage
 * The text of every content chunk is a stamp, see wire.h.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire.h"

enum { WHEEL = 16384 /* slots of one millisecond; also the longest interval */, EVENT_MAX = 512, BURST = 8192 };

#define USAGE "\"usage\":{\"prompt_tokens\":210,\"completion_tokens\":64,\"total_tokens\":274}"

static const char STREAM_HEAD[] =
    "HTTP/1.1 200 OK\r\n"
    "content-type: text/event-stream\r\n"
    "cache-control: no-cache\r\n"
    "openai-processing-ms: 12\r\n"
    "x-request-id: req_0123456789\r\n"
    "transfer-encoding: chunked\r\n\r\n";

static const char DOCUMENT[] =
    "{\"id\":\"chatcmpl-9abcdefghijklmnop\",\"object\":\"chat.completion\",\"created\":1700000000,"
    "\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore "
    "magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo "
    "consequat. Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla pariatur."
    "\"},\"logprobs\":null,\"finish_reason\":\"stop\"}]," USAGE ",\"system_fingerprint\":\"fp_44709d6fcb\"}";

struct conn {
    int fd;
    char *in; /* what has come and was not answered yet */
    size_t in_len, in_cap;
    char *out; /* what the socket did not take */
    size_t out_len, out_off;
    bool streaming, ask_usage;
    int chunks_left, interval_ms;
    struct conn *prev, *next; /* neighbours in the wheel */
    int slot;                 /* -1: not in the wheel */
};

static struct conn *wheel[WHEEL];
static int64_t wheel_ms;
static long scheduled;
static int epoll_fd;
static char whole_answer[2048];
static size_t whole_answer_len;

static void schedule(struct conn *c) {
    c->slot = (int)((wheel_ms + c->interval_ms) % WHEEL);
    c->prev = NULL;
    c->next = wheel[c->slot];
    if (c->next != NULL) c->next->prev = c;
    wheel[c->slot] = c;
    scheduled++;
}

static void unschedule(struct conn *c) {
    if (c->slot < 0) return;
    if (c->prev != NULL) c->prev->next = c->next;
    else wheel[c->slot] = c->next;
    if (c->next != NULL) c->next->prev = c->prev;
    c->slot = -1;
    scheduled--;
}

static void watch(struct conn *c, int operation, uint32_t events) {
    struct epoll_event e = {.events = events, .data.ptr = c};
    epoll_ctl(epoll_fd, operation, c->fd, &e);
}

static void hang_up(struct conn *c) {
    unschedule(c);
    close(c->fd);
    free(c->in);
    free(c->out);
    free(c);
}

/* Writes, keeping what the socket does not take until it is writable again. */
static void send_bytes(struct conn *c, const char *data, size_t n) {
    ssize_t written = c->out != NULL ? 0 : write(c->fd, data, n);
    if (written < 0) written = 0; /* EAGAIN; a broken connection shows itself at the next read */
    size_t rest = n - (size_t)written;
    if (rest == 0) return;
    if (c->out == NULL) watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    c->out = must_alloc(realloc(c->out, c->out_len + rest));
    memcpy(c->out + c->out_len, data + written, rest);
    c->out_len += rest;
}

/* The stream's next event as one HTTP chunk; after the last content also the usage, [DONE] and the last chunk. */
static size_t next_event(struct conn *c, char *to) {
    char event[EVENT_MAX];
    bool last = --c->chunks_left <= 0;
    int n = snprintf(event, sizeof event,
                     "data: {\"id\":\"chatcmpl-abc123\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                     "\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" STAMP_MARK "%lld\"},"
                     "\"finish_reason\":%s}]%s}\n\n",
                     (long long)(STAMP_BASE + now_ns()), last ? "\"stop\"" : "null", last && !c->ask_usage ? "," USAGE : "");
    size_t size = (size_t)sprintf(to, "%x\r\n%s\r\n", n, event);
    if (!last) return size;
    if (c->ask_usage) {
        n = snprintf(event, sizeof event,
                     "data: {\"id\":\"chatcmpl-abc123\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,"
                     "\"model\":\"gpt-4o-mini\",\"choices\":[]," USAGE "}\n\n");
        size += (size_t)sprintf(to + size, "%x\r\n%s\r\n", n, event);
    }
    c->streaming = false;
    return size + (size_t)sprintf(to + size, "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");
}

/* Sends what is due: one event, or without an interval as many as the socket takes. */
static void continue_stream(struct conn *c) {
    char burst[BURST + 3 * EVENT_MAX];
    do {
        size_t n = next_event(c, burst);
        while (c->interval_ms == 0 && c->streaming && n < BURST) n += next_event(c, burst + n);
        send_bytes(c, burst, n);
    } while (c->interval_ms == 0 && c->streaming && c->out == NULL);
    if (c->streaming && c->interval_ms > 0) schedule(c);
}

/* Whether the JSON has "name":true, with or without white space. */
static bool has_true(const char *json, size_t len, const char *name) {
    char quoted[32];
    size_t n = (size_t)snprintf(quoted, sizeof quoted, "\"%s\"", name);
    const char *p = memmem(json, len, quoted, n), *end = json + len;
    if (p == NULL) return false;
    for (p += n; p < end && strchr(" :\t\r\n", *p) != NULL; p++) {}
    return end - p >= 4 && memcmp(p, "true", 4) == 0;
}

static void answer(struct conn *c, const char *body, size_t len) {
    if (!has_true(body, len, "stream")) {
        send_bytes(c, whole_answer, whole_answer_len);
        return;
    }
    int chunks = 20, interval = 500;
    const char *script = memmem(body, len, "mock=", 5);
    if (script != NULL) sscanf(script + 5, "%dx%d", &chunks, &interval);
    c->chunks_left = chunks;
    c->interval_ms = interval < WHEEL ? interval : WHEEL - 1;
    c->ask_usage = has_true(body, len, "include_usage");
    c->streaming = true;
    char first[sizeof STREAM_HEAD + 3 * EVENT_MAX];
    memcpy(first, STREAM_HEAD, sizeof STREAM_HEAD - 1);
    send_bytes(c, first, sizeof STREAM_HEAD - 1 + next_event(c, first + sizeof STREAM_HEAD - 1));
    if (!c->streaming) return;
    if (c->interval_ms == 0) continue_stream(c);
    else schedule(c);
}

/* Length of the body that follows the head, in bytes on the wire; -1 while it is not whole. */
static ssize_t body_on_wire(char *head, size_t head_len, size_t available) {
    char *body = head + head_len;
    head[head_len - 2] = '\0';
    const char *length = strcasestr(head, "\ncontent-length:");
    bool chunked = length == NULL && strcasestr(head, "\ntransfer-encoding: chunked") != NULL;
    head[head_len - 2] = '\r';
    if (!chunked) {
        ssize_t n = length == NULL ? 0 : atol(length + 16);
        return (size_t)n <= available ? n : -1;
    }
    char *end = memmem(body - 2, available + 2, "\r\n0\r\n\r\n", 7); /* from body - 2: the body may be only "0" */
    return end == NULL ? -1 : end + 7 - body;
}

/* Answers the requests that have come whole. */
static void serve(struct conn *c) {
    while (!c->streaming) {
        char *end = memmem(c->in, c->in_len, "\r\n\r\n", 4);
        if (end == NULL) return;
        size_t head = (size_t)(end - c->in) + 4;
        ssize_t body = body_on_wire(c->in, head, c->in_len - head);
        if (body < 0) return;
        answer(c, c->in + head, (size_t)body);
        c->in_len -= head + (size_t)body;
        memmove(c->in, c->in + head + (size_t)body, c->in_len);
    }
}

static void on_writable(struct conn *c) {
    ssize_t n = write(c->fd, c->out + c->out_off, c->out_len - c->out_off);
    if (n > 0) c->out_off += (size_t)n;
    if (c->out_off < c->out_len) return;
    free(c->out);
    c->out = NULL;
    c->out_len = c->out_off = 0;
    watch(c, EPOLL_CTL_MOD, EPOLLIN);
    if (c->streaming && c->interval_ms == 0) continue_stream(c);
    if (!c->streaming) serve(c);
}

static void on_readable(struct conn *c) {
    if (c->in_cap - c->in_len < 1024) c->in = must_alloc(realloc(c->in, c->in_cap *= 2));
    ssize_t n = read(c->fd, c->in + c->in_len, c->in_cap - c->in_len);
    if (n > 0) {
        c->in_len += (size_t)n;
        serve(c);
    } else if (n == 0 || errno != EAGAIN) {
        hang_up(c);
    }
}

static void accept_all(int listener) {
    int fd, one = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct conn *c = must_alloc(calloc(1, sizeof *c));
        *c = (struct conn){.fd = fd, .slot = -1, .in_cap = 2048, .in = must_alloc(malloc(2048))};
        watch(c, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static void turn_wheel(void) {
    for (int64_t now = now_ns() / 1000000; wheel_ms < now;) {
        wheel_ms++;
        struct conn *due = wheel[wheel_ms % WHEEL];
        while (due != NULL) {
            struct conn *next = due->next;
            unschedule(due);
            continue_stream(due);
            if (!due->streaming) serve(due);
            due = next;
        }
    }
}

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 4096) != 0) {
        perror("mock: bind");
        exit(1);
    }
    return fd;
}

int main(int argc, char **argv) {
    int port = 9000, option;
    while ((option = getopt(argc, argv, "p:")) != -1) {
        if (option != 'p') return 2;
        port = atoi(optarg);
    }
    signal(SIGPIPE, SIG_IGN);
    whole_answer_len = (size_t)snprintf(whole_answer, sizeof whole_answer,
                                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                                        "openai-processing-ms: 12\r\nx-request-id: req_0123456789\r\n"
                                        "content-length: %zu\r\n\r\n%s",
                                        sizeof DOCUMENT - 1, DOCUMENT);
    int listener = listen_on(port);
    epoll_fd = epoll_create1(0);
    struct epoll_event ready[512], listening = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &listening);
    wheel_ms = now_ns() / 1000000;
    for (;;) {
        int n = epoll_wait(epoll_fd, ready, 512, scheduled > 0 ? 1 : 1000);
        if (scheduled == 0) wheel_ms = now_ns() / 1000000;
        for (int i = 0; i < n; i++) {
            struct conn *c = ready[i].data.ptr;
            if (c == NULL) {
                accept_all(listener);
                continue;
            }
            if ((ready[i].events & EPOLLOUT) != 0 && c->out != NULL) on_writable(c);
            if ((ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) on_readable(c);
        }
        turn_wheel();
    }
}
