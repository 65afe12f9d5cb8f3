/* gen_random.h: numbers that look random and are the same each time.
 *
 * Every fact of the sample draws from a stream of its own, seeded by (seed, what, a, b), so that one more institution,
 * month or row changes no other: a re-send of March differs from the first one only where it was asked to.
 * xoshiro256** seeded by splitmix64 (Blackman and Vigna, public domain). Not for secrets. */
#ifndef DUBAN_GEN_RANDOM_H
#define DUBAN_GEN_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct gen_random {
    uint64_t state[4];
};

/* The stream of one fact: "stay:H01", month, row. */
void gen_random_seed(struct gen_random *random, uint64_t seed, const char *what, uint64_t a, uint64_t b);

uint64_t gen_random_next(struct gen_random *random);

/* 0 … bound - 1; bound > 0. */
uint32_t gen_random_below(struct gen_random *random, uint32_t bound);

/* low … high, both included. */
int32_t gen_random_between(struct gen_random *random, int32_t low, int32_t high);

/* True in `ppm` of a million draws. */
bool gen_random_chance(struct gen_random *random, uint32_t ppm);

/* True for exactly floor(n * ppm / 1 000 000) of the first n indices, evenly spread: a share that is meant to be told in
 * a demonstration must not be the luck of a draw. */
bool gen_quota_hit(uint64_t index, uint32_t ppm);

/* How many of the indices before this one hit. */
uint64_t gen_quota_before(uint64_t index, uint32_t ppm);

#endif
