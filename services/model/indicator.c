/* indicator.c: the book of measures and indicators, asked. */
#include "model/indicator.h"

#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/indicator_private.h"

const struct indicator *indicator_book_find(const struct indicator_book *book, const char *name)
{
    for (size_t i = 0; i < book->n_indicators; i++) {
        if (strcmp(book->indicators[i]->name, name) == 0)
            return book->indicators[i];
    }
    return NULL;
}

size_t indicator_book_count(const struct indicator_book *book)
{
    return book->n_indicators;
}

const struct indicator *indicator_book_at(const struct indicator_book *book, size_t i)
{
    return book->indicators[i];
}

size_t indicator_book_measure_count(const struct indicator_book *book)
{
    return book->n_measures;
}

const struct measure *indicator_book_measure_at(const struct indicator_book *book, size_t i)
{
    return book->measures[i];
}

const struct measure *indicator_book_measure(const struct indicator_book *book, const char *name)
{
    for (size_t i = 0; i < book->n_measures; i++) {
        if (strcmp(book->measures[i]->name, name) == 0)
            return book->measures[i];
    }
    return NULL;
}

const struct measure *indicator_book_measure_by_hash(const struct indicator_book *book, const char *hash)
{
    for (size_t i = 0; i < book->n_measures; i++) {
        if (strcmp(book->measures[i]->hash, hash) == 0)
            return book->measures[i];
    }
    return NULL;
}

size_t indicator_book_measures_of(const struct indicator_book *book, const struct kind *kind, const struct measure **ret,
                                  size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < book->n_measures; i++) {
        const struct measure *m = book->measures[i];
        if (m->kind != kind || indicator_book_measure_by_hash(book, m->hash) != m)
            continue;
        if (n < max)
            ret[n] = m;
        n++;
    }
    return n;
}

bool indicator_is_valid(const struct indicator *indicator, int32_t month)
{
    return month_last_date(month) >= indicator->valid_from;
}

bool indicator_reads(const struct indicator *indicator, const struct kind *kind)
{
    return indicator->numerator->kind == kind || (indicator->denominator != NULL && indicator->denominator->kind == kind);
}

void indicator_book_free(struct indicator_book *book)
{
    if (book == NULL)
        return;
    for (size_t i = 0; i < book->n_measures; i++)
        measure_free(book->measures[i]);
    arena_done(&book->arena);
    free(book);
}
