/*
 * The client of the wire-level comparison: one epoll thread that sends chat completions and prints figures as
 * KEY=VALUE lines, times in microseconds.
 *
 *   load max     -p PORT [-c CONNECTIONS] [-t SECONDS] [-w WARM]             closed loop: throughput
 *   load rate    -p PORT [-c CONNECTIONS] [-r RPS] [-t SECONDS] [-w WARM]    constant rate: latency
 *   load rr      -P PORT:MODEL:PATH,... [-c CONNECTIONS] [-r RPS] [-t SECONDS]   constant rate, the targets in turn
 *   load streams -p PORT [-k STREAMS] [-R RAMP] [-n CHUNKS] [-d MS]          many streams at once: lag per chunk
 *   load once    -p PORT [-t SECONDS]                                        asks until it is answered with 200
 *   load body    prints the request's body
 *
 * Everywhere: -a AUTHORIZATION, -m MODEL, -u PATH; -S makes max, rate and rr ask for streams of -n chunks, -d ms apart.
 * A path that ends in /messages is asked in the words of Anthropic's API.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answer.h"
#include "request.h"

enum { LATE_MS = 1000 };

struct conn {
    int fd;
    bool busy;
    int64_t start; /* when the request was sent, or was due */
    struct target *target;
    struct answer answer;
};

static int epoll_fd;
static struct samples first_byte, lag;
static long total, counted, not_200, errors, closed, wrong, skipped;
static char buffer[READ_MAX + 1]; /* the last byte stays 0 */

/* Opens a connection and watches it; a blocking one is open when this returns. */
static bool dial(struct conn *c, bool blocking) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)c->target->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    c->busy = false;
    c->fd = socket(AF_INET, SOCK_STREAM | (blocking ? 0 : SOCK_NONBLOCK), 0);
    if (c->fd < 0) return false;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS) {
        close(c->fd);
        return false;
    }
    struct epoll_event e = {.events = EPOLLIN | (blocking ? 0 : EPOLLOUT), .data.ptr = c};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &e);
    return true;
}

static void must_dial(struct conn *c) {
    if (dial(c, true)) return;
    fprintf(stderr, "load: port %d: %s\n", c->target->port, strerror(errno));
    exit(1);
}

static void ask(struct conn *c, int64_t start) {
    c->busy = true;
    c->start = start;
    start_answer(&c->answer);
    if (write(c->fd, c->target->request, c->target->request_len) != (ssize_t)c->target->request_len) errors++;
}

/* What a read has brought. */
enum progress { PENDING, ANSWERED, BROKEN };

static enum progress receive(struct conn *c) {
    ssize_t n = read(c->fd, buffer, READ_MAX);
    int64_t now = now_ns();
    if (n < 0 && errno == EAGAIN) return PENDING;
    if (n <= 0) {
        closed++;
        close(c->fd);
        return BROKEN;
    }
    bool had_payload = c->answer.payload_seen;
    buffer[n] = '\0';
    bool complete = read_answer(&c->answer, buffer, (size_t)n, now, &lag);
    if (!had_payload && c->answer.payload_seen) add_sample(&first_byte, now - c->start);
    if (!complete) return PENDING;
    total++;
    counted++;
    if (c->answer.status != 200) not_200++;
    else if (opt.streaming && c->answer.stamps != opt.chunks) wrong++;
    add_sample(&c->target->latency, now - c->start);
    return ANSWERED;
}

static void forget_warming(void) {
    for (int i = 0; i < target_count; i++) targets[i].latency.count = 0;
    first_byte.count = lag.count = 0;
    counted = 0;
}

static int wait_until(int64_t due, struct epoll_event *ready, int n) {
    int64_t left = due - now_ns();
    if (left < 0) left = 0;
    struct timespec timeout = {left / 1000000000, left % 1000000000};
    return epoll_pwait2(epoll_fd, ready, n, &timeout, NULL);
}

static void print_counts(void) {
    printf("total=%ld\nnot_200=%ld\nerrors=%ld\nclosed=%ld\nwrong=%ld\n", total, not_200, errors, closed, wrong);
}

/* Connections of each target, the one idle longest at the front. */
static struct {
    struct conn **conn;
    int head, count;
} idle[TARGETS];

static void put_idle(struct conn *c) {
    int i = (int)(c->target - targets);
    idle[i].conn[(idle[i].head + idle[i].count++) % opt.connections] = c;
}

static struct conn *take_idle(int i) {
    struct conn *c = idle[i].conn[idle[i].head];
    idle[i].head = (idle[i].head + 1) % opt.connections;
    idle[i].count--;
    return c;
}

/*
 * Sends what is due by now and returns when the next is due. A request that could not leave in time, because all
 * connections were busy, counts from when it was due; lateness of this program alone (under 200 us) does not count.
 * In turn (rr) a target that is still busy is skipped, so that it can not slow down the others.
 */
static int64_t send_due(int64_t begin, int64_t *sent) {
    for (;;) {
        int64_t due = begin + (int64_t)((double)*sent * 1e9 / opt.rps), now = now_ns();
        if (due > now) return due;
        int i = (int)(*sent % target_count);
        if (idle[i].count > 0) ask(take_idle(i), now - due < 200000 || target_count > 1 ? now : due);
        else if (target_count > 1) skipped++;
        else return now + 1000000;
        ++*sent;
    }
}

static void run_requests(bool paced) {
    int n = opt.connections * target_count;
    struct conn *conns = must_alloc(calloc((size_t)n, sizeof *conns));
    for (int i = 0; i < target_count; i++) idle[i].conn = must_alloc(calloc((size_t)opt.connections, sizeof conns));
    for (int i = 0; i < n; i++) {
        conns[i].target = &targets[i % target_count];
        must_dial(&conns[i]);
        put_idle(&conns[i]);
    }
    int64_t begin = now_ns(), measure = begin + (int64_t)(opt.warm * 1e9), end = measure + (int64_t)(opt.seconds * 1e9);
    int64_t sent = 0;
    bool warming = true;
    struct epoll_event ready[512];
    while (!paced && idle[0].count > 0) ask(take_idle(0), now_ns());
    for (int64_t now; (now = now_ns()) < end;) {
        if (warming && now >= measure) {
            warming = false;
            measure = now;
            forget_warming();
        }
        int64_t until = paced ? send_due(begin, &sent) : end;
        int events = wait_until(until < end ? until : end, ready, 512);
        for (int i = 0; i < events; i++) {
            struct conn *c = ready[i].data.ptr;
            bool was_busy = c->busy;
            enum progress progress = receive(c);
            if (progress == PENDING) continue;
            if (progress == BROKEN) must_dial(c);
            c->busy = false;
            if (!paced) ask(c, now_ns());
            else if (was_busy) put_idle(c);
        }
    }
    printf("rps=%.1f\nskipped=%ld\n", (double)counted / ((double)(now_ns() - measure) / 1e9), skipped);
    print_counts();
    for (int i = 0; i < target_count; i++) {
        char name[32];
        snprintf(name, sizeof name, target_count > 1 ? "latency.%d" : "latency", targets[i].port);
        print_samples(name, &targets[i].latency);
    }
    if (opt.streaming) print_samples("lag", &lag);
}

static void run_streams(void) {
    struct conn *conns = must_alloc(calloc((size_t)opt.streams, sizeof *conns));
    int64_t begin = now_ns(), last = begin + (int64_t)(opt.ramp * 1e9);
    int64_t end = last + (int64_t)opt.chunks * opt.interval_ms * 1000000 + INT64_C(30000000000);
    int opened = 0;
    struct epoll_event ready[512];
    while (counted + errors + closed < opt.streams && now_ns() < end) {
        int64_t due = end;
        while (opened < opt.streams) {
            due = begin + (int64_t)(opt.ramp * 1e9 * opened / opt.streams);
            if (due > now_ns()) break;
            conns[opened].target = targets;
            if (!dial(&conns[opened++], false)) errors++;
        }
        int events = wait_until(due, ready, 512);
        for (int i = 0; i < events; i++) {
            struct conn *c = ready[i].data.ptr;
            if ((ready[i].events & EPOLLOUT) != 0 && !c->busy) {
                struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
                epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &e);
                ask(c, now_ns());
            }
            if ((ready[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0 && receive(c) == ANSWERED) close(c->fd);
        }
    }
    print_counts();
    printf("streams=%d\nlost=%ld\nchunks=%zu\n", opt.streams, opt.streams - counted + not_200 + wrong, lag.count);
    printf("late=%zu\n", samples_over(&lag, LATE_MS * 1000000L) + samples_over(&first_byte, LATE_MS * 1000000L));
    printf("elapsed_s=%.1f\n", (double)(now_ns() - begin) / 1e9);
    print_samples("first_byte", &first_byte);
    print_samples("lag", &lag);
}

/* One request on a fresh connection; the answer's beginning stays in the buffer. */
static int ask_once(struct conn *c) {
    if (!dial(c, true)) return 0;
    ask(c, now_ns());
    for (enum progress p = PENDING; p == PENDING;) p = receive(c);
    if (c->answer.state == COMPLETE) close(c->fd);
    return c->answer.state == COMPLETE ? c->answer.status : 0;
}

static int run_once(void) {
    struct conn c = {.target = targets};
    int64_t end = now_ns() + (int64_t)(opt.seconds * 1e9);
    int status;
    while ((status = ask_once(&c)) != 200 && now_ns() < end) usleep(1000);
    if (status == 200) printf("answered_ns=%lld\n", (long long)now_ns());
    else fprintf(stderr, "load: no answer with status 200 from port %d; the last: %d %.800s\n", opt.port, status, buffer);
    return status == 200 ? 0 : 1;
}

int main(int argc, char **argv) {
    const char *mode = argc > 1 ? argv[1] : "";
    read_options(argc - 1, argv + 1);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_TIMERSLACK, 1);
    epoll_fd = epoll_create1(0);
    if (strcmp(mode, "rr") == 0 && opt.targets == NULL) opt.targets = (char[]){""};
    aim_at_all(mode);
    if (strcmp(mode, "max") == 0) run_requests(false);
    else if (strcmp(mode, "rate") == 0 || (strcmp(mode, "rr") == 0 && target_count > 0)) run_requests(true);
    else if (strcmp(mode, "streams") == 0) run_streams();
    else if (strcmp(mode, "once") == 0) return run_once();
    else if (strcmp(mode, "body") == 0) puts(strstr(targets[0].request, "\r\n\r\n") + 4);
    else {
        fprintf(stderr, "usage: load max|rate|rr|streams|once|body [options]; see the head of load.c\n");
        return 2;
    }
    return 0;
}
