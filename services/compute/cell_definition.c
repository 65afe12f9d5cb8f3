/* cell_definition.c: the definition in words of its own, hashed piece by piece: a province's cell has twenty thousand members. */
#include "compute/cell_definition.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "model/indicator.h"

static void add_measure(struct hash_stream *stream, const struct measure *measure)
{
    hash_stream_add(stream, measure == NULL ? "-" : measure->hash, measure == NULL ? 1 : strlen(measure->hash));
    hash_stream_add(stream, " ", 1);
}

static void add_number(struct hash_stream *stream, int64_t number)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRId64 " ", number);
    hash_stream_add(stream, digits, (size_t)len);
}

int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

enum status cell_definition_hash(const struct cell *cell, const struct members *members, int64_t expected,
                                 char ret[static CELL_DEFINITION_SIZE])
{
    scoped(scoped_free) int64_t *ids = calloc(members->n + 1, sizeof *ids);
    if (ids == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < members->n; i++)
        ids[i] = members->at[i]->id;
    qsort(ids, members->n, sizeof *ids, compare_ids);
    const struct indicator *indicator = cell->indicator;
    uint8_t hash[HASH_BYTES];
    char hex[HASH_HEX_SIZE];
    struct hash_stream *stream = hash_stream_new();
    add_measure(stream, indicator->numerator);
    add_measure(stream, indicator->denominator);
    add_measure(stream, indicator->until);
    add_number(stream, indicator->scale);
    add_number(stream, indicator->decimals);
    add_number(stream, indicator->over_time);
    add_number(stream, indicator->over_institutions);
    add_number(stream, indicator->min_denominator);
    add_number(stream, expected);
    for (size_t i = 0; i < members->n; i++)
        add_number(stream, ids[i]);
    hash_stream_end(stream, hash);
    hash_stream_free(stream);
    hash_hex(hash, hex);
    snprintf(ret, CELL_DEFINITION_SIZE, "%.*s", CELL_DEFINITION_SIZE - 1, hex);
    return ST_OK;
}
