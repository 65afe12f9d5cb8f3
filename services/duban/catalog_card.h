/* catalog_card.h: the card (口径卡) of an indicator: all that decides its number, on one page, for the person who has to answer for
 * it. */
#ifndef DUBAN_DUBAN_CATALOG_CARD_H
#define DUBAN_DUBAN_CATALOG_CARD_H

#include <stddef.h>

struct catalog;
struct cli;

/* The catalogs of the plans that are meant, at least one: the definitions are the same in all of them and read from the first, the
 * lines that an indicator judges come from each; of several plans the name goes before its lines. */
struct card_catalogs {
    const struct catalog *const *at;
    size_t n;
};

/* With -o json an object. The exit code: EXIT_WRONG_USE where the catalog has no such indicator. */
int catalog_card_print(const struct cli *cli, const struct card_catalogs *catalogs, const char *name);

/* Those of all indicators that the files define, in their order; with -o json an array. */
int catalog_cards_print(const struct cli *cli, const struct card_catalogs *catalogs);

#endif
