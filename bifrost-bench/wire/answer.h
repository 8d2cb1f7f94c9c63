/*
 * Reads HTTP/1.1 answers as they come: heads cut anywhere, header names in any case, chunks framed in any way. Finds
 * the mock's stamps in the payload, also where a chunk or a read cuts them.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "samples.h"

enum { MARK = sizeof STAMP_MARK - 1, STAMP = MARK + 19, READ_MAX = 65536 };

struct answer {
    enum { STATUS_LINE, HEADERS, BODY, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, TRAILERS, COMPLETE } state;
    int status;
    bool chunked, payload_seen;
    int64_t remaining; /* of the body or of the chunk */
    char line[96];     /* the beginning of a line that is not whole yet; what is longer matters to nobody here */
    int line_len;
    char carry[STAMP]; /* the payload's last bytes, where a stamp may be cut */
    int carry_len;
    int stamps;
};

/* The next whole line without its end, or NULL; moves *at past what it took. */
static const char *take_line(struct answer *a, const char **at, const char *end) {
    const char *start = *at, *newline = memchr(start, '\n', (size_t)(end - start));
    *at = newline == NULL ? end : newline + 1;
    if (newline != NULL && a->line_len == 0) return start;
    int room = (int)sizeof a->line - 1 - a->line_len, n = (int)((newline == NULL ? end : newline) - start);
    memcpy(a->line + a->line_len, start, (size_t)(n < room ? n : room));
    a->line_len += n < room ? n : room;
    if (newline == NULL) return NULL;
    a->line[a->line_len] = '\0';
    a->line_len = 0;
    return a->line;
}

static bool is_empty(const char *line) { return *line == '\r' || *line == '\n' || *line == '\0'; }

static void read_header(struct answer *a, const char *line) {
    if (strncasecmp(line, "content-length:", 15) == 0) a->remaining = atoll(line + 15);
    if (strncasecmp(line, "transfer-encoding: chunked", 26) == 0) a->chunked = true;
}

static void end_of_head(struct answer *a) {
    if (a->status < 200) a->state = STATUS_LINE; /* 100 Continue and its like */
    else if (a->chunked) a->state = CHUNK_SIZE;
    else a->state = a->remaining == 0 ? COMPLETE : BODY;
}

static void find_stamps(struct answer *a, const char *data, size_t len, int64_t now, struct samples *lag) {
    static char text[READ_MAX + STAMP];
    memcpy(text, a->carry, (size_t)a->carry_len);
    memcpy(text + a->carry_len, data, len);
    const char *at = text, *end = text + a->carry_len + len, *stamp;
    while ((stamp = memmem(at, (size_t)(end - at), STAMP_MARK, MARK)) != NULL && end - stamp >= STAMP) {
        add_sample(lag, now + STAMP_BASE - atoll(stamp + MARK));
        a->stamps++;
        at = stamp + STAMP;
    }
    size_t rest = end - at < STAMP ? (size_t)(end - at) : STAMP - 1;
    memcpy(a->carry, end - rest, rest);
    a->carry_len = (int)rest;
}

/* Takes as much of the body or chunk as is there; true when it has ended. */
static bool take_payload(struct answer *a, const char **at, const char *end, int64_t now, struct samples *lag) {
    size_t n = (size_t)(end - *at);
    if ((int64_t)n > a->remaining) n = (size_t)a->remaining;
    if (a->chunked) find_stamps(a, *at, n, now, lag);
    a->payload_seen = true;
    a->remaining -= (int64_t)n;
    *at += n;
    return a->remaining == 0;
}

static void start_answer(struct answer *a) {
    *a = (struct answer){.state = STATUS_LINE, .remaining = INT64_MAX /* without a length: until the end */};
}

/* Reads on; true when the answer is complete. At most READ_MAX bytes at a time; the byte after them must be readable. */
static bool read_answer(struct answer *a, const char *data, size_t len, int64_t now, struct samples *lag) {
    const char *at = data, *end = data + len, *line;
    while (at < end && a->state != COMPLETE) {
        if (a->state == BODY || a->state == CHUNK_DATA) {
            if (take_payload(a, &at, end, now, lag)) a->state = a->state == BODY ? COMPLETE : CHUNK_END;
            continue;
        }
        if ((line = take_line(a, &at, end)) == NULL) break;
        if (a->state == STATUS_LINE) {
            a->status = atoi(line + 9);
            a->state = HEADERS;
        } else if (a->state == HEADERS) {
            if (is_empty(line)) end_of_head(a);
            else read_header(a, line);
        } else if (a->state == CHUNK_SIZE) {
            a->remaining = strtoll(line, NULL, 16);
            a->state = a->remaining == 0 ? TRAILERS : CHUNK_DATA;
        } else if (a->state == CHUNK_END) {
            a->state = CHUNK_SIZE;
        } else if (is_empty(line)) {
            a->state = COMPLETE;
        }
    }
    return a->state == COMPLETE;
}

#endif
