/* config_private.h: what a loaded configuration is made of, for config.c (which reads it) and config_load.c (which makes it). */
#ifndef DUBAN_LIB_CONFIG_PRIVATE_H
#define DUBAN_LIB_CONFIG_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/config.h"
#include "lib/config_key.h"

/* Later ones go before earlier ones. */
enum config_source { SOURCE_DEFAULT, SOURCE_FILE, SOURCE_ENVIRONMENT };

struct config_setting {
    char *value; /* owned; never NULL once loaded */
    enum config_source source;
    bool by_file; /* a secret: value was the path of its file until that was read */
    int64_t line; /* SOURCE_FILE: where it stands, from 1 */
    int column;
};

struct config {
    char *path;                       /* of the YAML file, owned, or NULL */
    struct config_setting settings[]; /* one a key, in the order of CONFIG_KEYS */
};

#endif
