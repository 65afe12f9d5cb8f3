/* upload.h: one file's way to the ingest service: open, chunks of 1 MiB, commit. */
#ifndef DUBAN_DUBAN_UPLOAD_H
#define DUBAN_DUBAN_UPLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "duban/client.h"

/* What is said of every file of a run; empty: told from the file. */
struct upload_wish {
    const char *alliance, *kind, *institution, *period, *by;
    bool dry_run, unattended;
};

/* Where all files together stand; the progress bar reads it. */
struct upload_progress {
    uint64_t bytes_done, bytes_all;
    uint64_t rows, rows_rejected; /* of files that are through, plus the present one */
    size_t file, files;           /* number of the present one, from 1 */
    void (*tell)(void *arg, const struct upload_progress *progress);
    void *arg;
};

/* Sends one file and commits it. The answer (one batch in it) is the caller's: scoped(client_reply_done). When the service was
 * started anew in the middle the file is sent again. On failure `why` of the service went to stderr, after the file's name. */
int upload_file(struct cli *cli, const char *path, const struct upload_wish *wish, struct upload_progress *progress,
                Duban__Ingest__Reply **ret);

#endif
