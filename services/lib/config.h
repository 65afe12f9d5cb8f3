/* config.h: the settings of all services: one typed table, one YAML file, the environment.
 *
 * Precedence: environment, then file, then default. Key `notify.smtp.url` is in the file
 *     notify: { smtp: { url: "smtp://…" } }
 * and in the environment DUBAN_NOTIFY_SMTP_URL. A secret `notify.smtp.password` can also be named by the file that holds
 * it: key `notify.smtp.password_file`, variable DUBAN_NOTIFY_SMTP_PASSWORD_FILE (one trailing line end is dropped; an
 * empty file is an unset secret). A variable that is empty is one that is not set.
 * An unknown key is an error at its line with the nearest known one. So is an unknown variable that begins as those of a
 * section do (DUBAN_NOTIFY_…) or is a slip of a known one; other DUBAN_ variables belong to scripts and are let be.
 * A default may hold {another.key}, replaced by that key's value: `bus.ingest.command` is `ipc://{bus.dir}/…`.
 *
 * To add a key: one line in the table of config_key.c. Help, checks and the environment's names follow from it. */
#ifndef DUBAN_LIB_CONFIG_H
#define DUBAN_LIB_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "lib/text.h"

struct config; /* immutable once loaded */

/* `path` NULL: no file. `environment` like environ (NULL: none). Reads files, so it blocks: at start only.
 * ST_BAD_INPUT: the problems say why, *ret is untouched. Free with config_free(). */
MUST_CHECK enum status config_load(const char *path, char *const *environment, struct problems *problems, struct config **ret);

/* What a service demands of its settings beyond the table of keys: without it the service does not start. Adds what is wrong to
 * the list (config_refuse). May read the files that settings name. */
typedef void config_demand(const struct config *config, struct problems *problems);

/* The same for a service that has such a demand (NULL: none). --check-config and the start both come here. */
MUST_CHECK enum status config_load_for(config_demand *demand, const char *path, char *const *environment, struct problems *problems,
                                       struct config **ret);

/* Adds a problem with the setting `key`, at its line or with the name of its variable. {1} is the key; {2} and {3} may be NULL. */
void config_refuse(const struct config *config, const char *key, enum reason reason, const char *second, const char *third,
                   struct problems *problems);

void config_free(struct config *config);
void config_freep(struct config **config); /* for scoped() */

/* The value of a key of the table. A key that is not in it, or of another type, is our own mistake: asserted.
 * Texts are lent, live as long as the config, never NULL ("" when unset). config_text() serves text, path, endpoint,
 * choice and list keys (a list as its items joined by commas); secrets have a reader of their own, easy to grep for. */
const char *config_text(const struct config *config, const char *key);
int64_t config_i64(const struct config *config, const char *key);
const char *config_secret(const struct config *config, const char *key);
bool config_is_set(const struct config *config, const char *key); /* by file or environment */

/* Is `item` one of the items of a list key? Exact match after trimming blanks around each item. */
bool config_list_has(const struct config *config, const char *key, const char *item);

/* Appends a libpq conninfo for a role: `database.conninfo` + user = database.user_prefix + role + password if set.
 * Roles: ingest compute alert notify migrate catalog operator. Holds a secret: never log it. */
void config_conninfo(const struct config *config, const char *role, struct text *out);

/* Appends every key: name, variable, type and bounds, default, what it is for. */
void config_print_help(struct text *out);
/* Appends the values in force and where each is from; secrets as ***. */
void config_print(const struct config *config, struct text *out);

/* What --check-config does: loads for a service, and appends the problems, or the values in force. */
MUST_CHECK enum status config_check(config_demand *demand, const char *path, char *const *environment, struct text *out);

#endif
