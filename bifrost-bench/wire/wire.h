/* What the mock and the load share. */
#ifndef WIRE_H
#define WIRE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* CLOCK_MONOTONIC: the same clock in every process of the machine, and the one behind Java's System.nanoTime(). */
static inline int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* Added to a stamp, so that it has 19 digits and no leading zero, which JSON forbids. */
#define STAMP_BASE INT64_C(1000000000000000000)

/* A failed allocation ends the program: a measurement without memory means nothing. */
static inline void *must_alloc(void *p) {
    if (p == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return p;
}

#endif
