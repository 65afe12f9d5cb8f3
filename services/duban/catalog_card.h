/* catalog_card.h: the card (口径卡) of an indicator: all that decides its number, on one page, for the person who has to answer for
 * it. */
#ifndef DUBAN_DUBAN_CATALOG_CARD_H
#define DUBAN_DUBAN_CATALOG_CARD_H

struct catalog;
struct cli;

/* With -o json an object. The exit code: EXIT_WRONG_USE where the catalog has no such indicator. */
int catalog_card_print(const struct cli *cli, const struct catalog *catalog, const char *name);

#endif
