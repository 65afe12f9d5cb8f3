/* file.h: small files read whole: settings, secrets, catalog. Large ones go by pieces where they are used. */
#ifndef DUBAN_LIB_FILE_H
#define DUBAN_LIB_FILE_H

#include "lib/status.h"
#include "lib/text.h"

/* Appends the content of a regular file to `out`, whose max is the bound. Blocks. ST_BAD_INPUT: `why` (which may be
 * NULL) says in a few words what the system said; `out` may hold a part. */
MUST_CHECK enum status file_read(const char *path, struct text *out, struct text *why);

#endif
