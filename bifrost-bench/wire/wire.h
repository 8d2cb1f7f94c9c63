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

/*
 * A stamp is this mark and the nanosecond at which it was written, 19 digits. It stands in the text of each streamed
 * chunk, so that it arrives in whatever dialect the answer does.
 */
#define STAMP_MARK "tok@"
#define STAMP_BASE INT64_C(1000000000000000000) /* added, so that there are always 19 digits */

/* A failed allocation ends the program: a measurement without memory means nothing. */
static inline void *must_alloc(void *p) {
    if (p == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return p;
}

#endif
