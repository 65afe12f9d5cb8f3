/* file_list.h: the files that a line of words means: files as they are, folders with all that is in them, in order of their paths.
 */
#ifndef DUBAN_DUBAN_FILE_LIST_H
#define DUBAN_DUBAN_FILE_LIST_H

#include <stddef.h>
#include <stdint.h>

struct file_list {
    char **paths;
    size_t n, cap;
    uint64_t bytes;
};

/* What other programs leave beside files (hidden ones, ~$…, *.tmp, Thumbs.db) is passed over. An exit code; words go to stderr. */
int file_list_add(struct file_list *list, const char *path);
void file_list_done(struct file_list *list); /* for scoped() */

#endif
