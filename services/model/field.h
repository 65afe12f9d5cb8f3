/* field.h: one typed field of a record kind, as the catalog declares it.
 *
 * A field is what duban keeps of one or several columns of a file. In memory and in the database it is one of three
 * stores: a scaled whole number, a code out of a dictionary, or a keyed hash. */
#ifndef DUBAN_MODEL_FIELD_H
#define DUBAN_MODEL_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "lib/text.h"
#include "lib/yaml.h"
#include "model/code_table.h"
#include "model/unit.h"

struct arena; /* model/arena.h */

enum field_type {
    FIELD_INTEGER,
    FIELD_DECIMAL,  /* number at `scale` decimals */
    FIELD_DATE,     /* number: days since 1970-01-01 */
    FIELD_DATETIME, /* number: microseconds since 1970-01-01 UTC */
    FIELD_CODE,     /* code of `table` */
    FIELD_TEXT,     /* short free text that names no person */
    FIELD_HASH,     /* keyed hash: a record number that must not leave ingest in clear */
    FIELD_RANK,     /* number: place of a level in the scale of the row's item */
    FIELD_TYPE_COUNT
};

enum field_store { STORE_NUMBER, STORE_CODE, STORE_HASH };

/* How several columns become one value. Empty columns are passed over; all empty is empty. */
enum field_take {
    TAKE_FIRST, /* the first one that is filled; the only way for a single column */
    TAKE_MAX,
    TAKE_SUM,
    TAKE_COUNT_PRESENT, /* how many are filled: a number, never empty; what is in them is not looked at */
};

enum field_empty { EMPTY_NULL, EMPTY_ZERO, EMPTY_REJECT };

/* Scaled values stay below 10^15 so that no sum of a few of them can overflow 64 bits. */
#define FIELD_NUMBER_LIMIT   INT64_C(1000000000000000)
#define FIELD_HASH_BYTES     16 /* of the 32 of HMAC-SHA-256: 10^9 records collide with a chance of 10^-21 */
#define FIELD_TEXT_MAX_CHARS 200

struct field {
    char *name;     /* identifier: [a-z][a-z0-9_]{0,40} */
    char *zh;       /* as people know it, for messages */
    char **columns; /* names in the file, in the declared order */
    size_t n_columns;
    enum field_type type;
    enum field_take take;
    enum field_empty empty;
    int scale;
    enum unit unit;
    bool required; /* empty: reject */
    bool has_default;
    int64_t default_number;
    int64_t min, max;               /* at `scale`; never outside ±FIELD_NUMBER_LIMIT for integers and decimals */
    size_t max_chars;               /* of the text as written; code, text, hash */
    const struct code_table *table; /* FIELD_CODE; lent */
    int item_field;                 /* FIELD_RANK: index of the code field that names the scale */
    struct place place;             /* of its declaration; file lent by the kind */
};

const char *field_type_name(enum field_type type); /* "integer", "datetime", … */
enum field_store field_store(const struct field *field);
/* Decimals of a stored number: `scale` for decimals, else 0. */
int field_scale(const struct field *field);

/* Reads one declaration into *ret, its strings into the arena; what is wrong goes to the list with its line, and *ret holds
 * what could be read. `item` of a rank is resolved by kind_load(), which knows the other fields: *ret_item is its name. */
void field_load(const struct yaml_node *node, const struct code_tables *tables, struct arena *arena, struct problems *problems,
                struct field *ret, const char **ret_item);

/* [a-z][a-z0-9_]{0,40}: what may become an SQL identifier. The one gate; sqlgen and ddl assert it again. */
bool field_name_is_safe(const char *name);

/* Appends a rejected value in the only shape in which it may be stored (law 10): as it is if it is a date, a number of
 * at most 10 digits, or a code of the field's own table; else class and length, 「3个汉字」「11位数字」. */
void field_safe_value(struct text *out, const struct field *field, const char *value, size_t len);

#endif
