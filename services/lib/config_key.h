/* config_key.h: the table of settings, for config.c alone (everybody else reads values by config.h).
 *
 * The table is the only list of keys there is. Bounds are checked when a value is read, defaults included (a test). */
#ifndef DUBAN_LIB_CONFIG_KEY_H
#define DUBAN_LIB_CONFIG_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"

enum config_type {
    CONFIG_TEXT,     /* min … max bytes */
    CONFIG_PATH,     /* a text; absolute, at most max bytes */
    CONFIG_ENDPOINT, /* ipc://path (path ≤ 107 bytes), tcp://, tls+tcp:// or inproc:// */
    CONFIG_CHOICE,   /* one of `choices`, words parted by | */
    CONFIG_LIST,     /* a YAML list of texts, or items parted by commas; at most max items */
    CONFIG_INTEGER,  /* min … max */
    CONFIG_BOOL,     /* true | false */
    CONFIG_SECRET,   /* a text, also by file; never printed */
};

struct config_key {
    const char *name;
    enum config_type type;
    int64_t min, max;
    const char *choices;
    const char *fallback; /* the default, as text */
    const char *help;     /* Chinese: what it is for, its unit */
};

/* In the order of the help. */
extern const struct config_key CONFIG_KEYS[];
extern const size_t CONFIG_KEYS_COUNT;

const struct config_key *config_key_find(const char *name); /* or NULL */
/* The key's name as variable: DUBAN_NOTIFY_SMTP_URL. */
void config_key_variable(const struct config_key *key, struct text *out);
const char *config_type_name(enum config_type type);

/* Checks a value's form and bounds; what is wrong goes to the list with `at`. */
MUST_CHECK enum status config_key_check(const struct config_key *key, const char *value, const struct place *at,
                                        struct problems *problems);

#endif
