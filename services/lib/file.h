/* file.h: small files read whole: settings, secrets, catalog. Large ones go by pieces where they are used. And the folders that one
 * account has for itself. */
#ifndef DUBAN_LIB_FILE_H
#define DUBAN_LIB_FILE_H

#include "lib/status.h"
#include "lib/text.h"

/* Appends the content of a regular file to `out`, whose max is the bound. Blocks. ST_BAD_INPUT: `why` (which may be
 * NULL) says in a few words what the system said; `out` may hold a part. */
MUST_CHECK enum status file_read(const char *path, struct text *out, struct text *why);

/* Makes the folder for this account alone, or finds it so; its parents must be there. Whoever else may enter it could take the
 * place of a socket in it, so one that is another account's, is open to others or is a link is refused: ST_BAD_INPUT, `why` (which
 * may be NULL) as above, and nothing is changed. */
MUST_CHECK enum status file_private_folder(const char *path, struct text *why);

#endif
