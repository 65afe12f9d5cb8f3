/* progress.h: how far a long run of files is: rows, rows a second, rejected, time left. On stderr. */
#ifndef DUBAN_DUBAN_PROGRESS_H
#define DUBAN_DUBAN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "duban/upload.h"

struct progress_bar {
    bool shown;    /* somebody looks */
    bool terminal; /* one line that is written over; else a line now and then */
    int64_t began_us, told_us;
};

void progress_open(struct progress_bar *bar, bool wanted);
/* An upload_progress.tell, arg is the bar. */
void progress_tell(void *arg, const struct upload_progress *progress);
/* Clears the line, so that other words may stand there. */
void progress_clear(const struct progress_bar *bar);
void progress_close(struct progress_bar *bar, const struct upload_progress *progress);

#endif
