/* xlsx_private.h: the inside of the workbook reader, for the files xlsx*.c alone. */
#ifndef DUBAN_MODEL_XLSX_PRIVATE_H
#define DUBAN_MODEL_XLSX_PRIVATE_H

#include "model/arena.h"
#include "model/xlsx.h"

struct xlsx {
    struct arena arena;
    bool epoch_1904;
    struct xlsx_sheet *sheets;
    size_t n_sheets;
};

/* ---- xlsx_package.c: the zip file ---- */

struct xlsx_package;
/* The bytes are lent until the package is closed. Faults are told. */
MUST_CHECK enum status xlsx_package_open(const char *name, const void *buf, size_t len, struct problems *problems,
                                         struct xlsx_package **ret);
void xlsx_package_close(struct xlsx_package *package); /* NULL is fine */
void xlsx_package_closep(struct xlsx_package **package);
/* The whole of a part; `out` is cleared first. ST_CONFLICT: there is none of this name, nothing is told. */
MUST_CHECK enum status xlsx_package_read(struct xlsx_package *package, const char *part, struct problems *problems,
                                         struct text *out);
const char *xlsx_package_name(const struct xlsx_package *package);

/* ---- xlsx_xml.c: elements and texts of one part ---- */

enum xlsx_space { XLSX_SPACE_OTHER, XLSX_SPACE_SHEET, XLSX_SPACE_RELATION, XLSX_SPACE_PACKAGE };

/* Names are without their prefix; attributes come in pairs name, value, ending with NULL, and a prefixed one has its space's last
 * word before it: `relationships:id`. Anything but ST_OK ends the reading and is returned; it was told by then. */
struct xlsx_handler {
    enum status (*begin)(void *arg, enum xlsx_space space, const char *name, const char *const *attributes);
    enum status (*end)(void *arg, enum xlsx_space space, const char *name);
    enum status (*text)(void *arg, const char *bytes, size_t len); /* in pieces */
    void *arg;
};
/* ST_BAD_INPUT: not well-formed, too deep, or with a document type; told. */
MUST_CHECK enum status xlsx_xml_read(const char *file, const char *part, const struct text *bytes,
                                     const struct xlsx_handler *handler, struct problems *problems);
const char *xlsx_attribute(const char *const *attributes, const char *name);

/* ---- xlsx_book.c: which parts there are ---- */

struct xlsx_tab {
    const char *name, *part;
};
struct xlsx_contents {
    struct xlsx_tab *tabs;
    size_t n_tabs;
    const char *strings; /* part of the shared strings; NULL: none */
    bool epoch_1904;
};
MUST_CHECK enum status xlsx_contents_read(struct xlsx_package *package, struct arena *arena, struct problems *problems,
                                          struct xlsx_contents *ret);

/* ---- xlsx_strings.c ---- */

struct xlsx_strings {
    const char **at;
    size_t n, cap;
};
void xlsx_strings_done(struct xlsx_strings *strings);
MUST_CHECK enum status xlsx_strings_read(const char *file, const char *part, const struct text *bytes, struct arena *arena,
                                         struct problems *problems, struct xlsx_strings *ret);
/* `_x000D_` is how a workbook writes what XML cannot: undone here; \r\n and \r become \n. */
const char *xlsx_string_keep(struct arena *arena, const char *bytes, size_t len);

/* ---- xlsx_cells.c ---- */

/* cells: how many there may still be, in all sheets. */
MUST_CHECK enum status xlsx_cells_read(const char *file, const char *part, const struct text *bytes,
                                       const struct xlsx_strings *strings, struct arena *arena, size_t *cells,
                                       struct problems *problems, struct xlsx_sheet *ret);

#endif
