/* gen_random.c: the one source of chance of the sample returns. */
#include "duban/gen_random.h"

#include <assert.h>
#include <stddef.h>

#define PPM 1000000u

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

void gen_random_seed(struct gen_random *random, uint64_t seed, const char *what, uint64_t a, uint64_t b)
{
    uint64_t key = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (const char *c = what; *c; c++)
        key = (key ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    key ^= seed;
    uint64_t mixed = splitmix(&key) ^ a;
    mixed = splitmix(&mixed) ^ b;
    for (size_t i = 0; i < 4; i++)
        random->state[i] = splitmix(&mixed);
}

uint64_t gen_random_next(struct gen_random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

uint32_t gen_random_below(struct gen_random *random, uint32_t bound)
{
    assert(bound > 0);
    /* The bias of one multiplication is below bound / 2^32: nothing here is worth a second draw. */
    return (uint32_t)(((gen_random_next(random) >> 32) * bound) >> 32);
}

int32_t gen_random_between(struct gen_random *random, int32_t low, int32_t high)
{
    assert(low <= high);
    return low + (int32_t)gen_random_below(random, (uint32_t)(high - low) + 1);
}

bool gen_random_chance(struct gen_random *random, uint32_t ppm)
{
    return gen_random_below(random, PPM) < ppm;
}

uint64_t gen_quota_before(uint64_t index, uint32_t ppm)
{
    return index * ppm / PPM;
}

bool gen_quota_hit(uint64_t index, uint32_t ppm)
{
    return gen_quota_before(index + 1, ppm) > gen_quota_before(index, ppm);
}
