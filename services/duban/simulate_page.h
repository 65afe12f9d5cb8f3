/* simulate_page.h: a simulation as pages: whatever is printed, photographed or cut out bears its mark. */
#ifndef DUBAN_DUBAN_SIMULATE_PAGE_H
#define DUBAN_DUBAN_SIMULATE_PAGE_H

#include <stdio.h>

#define SIMULATE_MARK      "推演，非结果"
#define SIMULATE_PAGE_ROWS 60 /* lines of a printed page, the mark included */

/* The text in pages of so many lines, each begun by the mark, what it is of, and the page's number; a form feed between two. */
void simulate_pages(FILE *out, const char *text, const char *about);

#endif
