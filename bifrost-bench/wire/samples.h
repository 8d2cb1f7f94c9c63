/* Exact percentiles: every sample is kept, in units of 100 ns. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include "wire.h"

struct samples {
    uint32_t *value;
    size_t count, capacity;
};

static inline void add_sample(struct samples *s, int64_t ns) {
    if (s->count == s->capacity) {
        s->capacity = s->capacity == 0 ? 65536 : s->capacity * 2;
        s->value = must_alloc(realloc(s->value, s->capacity * sizeof *s->value));
    }
    s->value[s->count++] = ns < 0 ? 0 : ns / 100 > UINT32_MAX ? UINT32_MAX : (uint32_t)(ns / 100);
}

static int by_value(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* How many samples are longer than a limit. */
static inline size_t samples_over(const struct samples *s, int64_t limit_ns) {
    size_t over = 0;
    for (size_t i = 0; i < s->count; i++) over += s->value[i] > limit_ns / 100;
    return over;
}

/* Prints NAME.n, and in microseconds NAME.p50, .p95, .p99, .p999 and .max. */
static inline void print_samples(const char *name, struct samples *s) {
    static const struct {
        const char *name;
        double share;
    } quantile[] = {{"p50", .5}, {"p95", .95}, {"p99", .99}, {"p999", .999}, {"max", 1}};
    printf("%s.n=%zu\n", name, s->count);
    if (s->count == 0) return;
    qsort(s->value, s->count, sizeof *s->value, by_value);
    for (size_t i = 0; i < sizeof quantile / sizeof *quantile; i++) {
        size_t index = (size_t)((double)(s->count - 1) * quantile[i].share);
        printf("%s.%s=%.1f\n", name, quantile[i].name, s->value[index] / 10.0);
    }
}

#endif
