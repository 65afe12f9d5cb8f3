/* config_key.h: the table of settings, for config*.c alone (everybody else reads values by config.h).
 *
 * The table is the only list of keys there is: help, checks and the names of the environment follow from it. */
#ifndef DUBAN_LIB_CONFIG_KEY_H
#define DUBAN_LIB_CONFIG_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "lib/text.h"

enum config_type {
    CONFIG_TEXT,     /* min to max bytes */
    CONFIG_CONNINFO, /* a libpq conninfo of key=value pairs (no URI, since more pairs are added), min to max bytes */
    CONFIG_PATH,     /* absolute, min to max bytes */
    CONFIG_ENDPOINT, /* ipc:///path of at most 107 bytes, tcp:// or inproc:// */
    CONFIG_CHOICE,   /* one of the words parted by | in `choices` */
    CONFIG_LIST,     /* a YAML list of texts, or items parted by commas: min to max items */
    CONFIG_INTEGER,  /* min to max */
    CONFIG_SECRET,   /* unset, or min to max bytes; also by file; never printed */
};

struct config_key {
    const char *name;
    enum config_type type;
    int64_t min, max;
    const char *choices;
    const char *fallback; /* the default; {other.key} stands for that key's value */
    const char *help;     /* for people, in Chinese; a number's unit is in the key's name */
};

/* In the order of the help. */
extern const struct config_key CONFIG_KEYS[];
extern const size_t CONFIG_KEYS_COUNT;

/* No name of a key is longer; a test looks. */
#define CONFIG_NAME_MAX 60

/* The key's variable, DUBAN_NOTIFY_SMTP_URL; by value, so that no lack of memory can lose a setting. */
struct config_variable {
    char s[sizeof("DUBAN_") + CONFIG_NAME_MAX];
};
struct config_variable config_key_variable(const struct config_key *key);

/* By name, or NULL; the name has `len` bytes and need not end there. */
const struct config_key *config_key_find(const char *name, size_t len);

/* Is it the front part of a key's name, as `notify.smtp` is? */
bool config_key_is_section(const char *name);

/* The key whose name (or variable) is nearest to the word within `distance` changes; NULL if none is. */
const struct config_key *config_key_nearest(const char *word, bool by_variable, size_t distance);

/* Appends what a value may be, for the help: 「整数 100–600000」. */
void config_key_bounds(const struct config_key *key, struct text *out);

/* Checks a value's form and bounds; what is wrong goes to the list with `at`. A secret's value is never in
 * it. The result only repeats what the list says, so it may be let be. */
enum status config_key_check(const struct config_key *key, const char *value, const struct place *at, struct problems *problems);

#endif
