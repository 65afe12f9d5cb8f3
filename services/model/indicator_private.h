/* indicator_private.h: the book's inside, for the files that ask it, load it and add to it. */
#ifndef DUBAN_MODEL_INDICATOR_PRIVATE_H
#define DUBAN_MODEL_INDICATOR_PRIVATE_H

#include "model/arena.h"
#include "model/indicator.h"

#define BOOK_MAX_MEASURES   1000
#define BOOK_MAX_INDICATORS 1000

struct indicator_book {
    const struct kind *const *kinds; /* copied into the arena */
    size_t n_kinds;
    struct measure *measures[BOOK_MAX_MEASURES];
    size_t n_measures;
    struct indicator *indicators[BOOK_MAX_INDICATORS];
    size_t n_indicators;
    struct arena arena;
};

#endif
