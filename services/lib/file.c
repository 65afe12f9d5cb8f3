/* file.c: reading a small file whole, with a bound and with words when it cannot be read; a folder that nobody else enters. */
#include "lib/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status refuse(struct text *why, const char *words)
{
    if (why != NULL)
        text_append(why, words);
    return ST_BAD_INPUT;
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

enum status file_read(const char *path, struct text *out, struct text *why)
{
    char piece[16384];
    struct stat facts;

    /* O_NONBLOCK: the open of a named pipe would wait for a writer for ever */
    scoped(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &facts) != 0)
        return refuse(why, strerror(errno));
    if (!S_ISREG(facts.st_mode))
        return refuse(why, "not a regular file");
    for (;;) {
        ssize_t n = read(fd, piece, sizeof(piece));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return refuse(why, strerror(errno));
        if (n == 0)
            return ST_OK;
        text_append_n(out, piece, (size_t)n);
        if (out->overflow)
            return refuse(why, "too large");
    }
}

enum status file_private_folder(const char *path, struct text *why)
{
    struct stat facts;
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return refuse(why, strerror(errno));
    if (lstat(path, &facts) != 0)
        return refuse(why, strerror(errno));
    if (S_ISLNK(facts.st_mode)) /* it could be pointed elsewhere later */
        return refuse(why, "a link: name the folder itself");
    if (!S_ISDIR(facts.st_mode))
        return refuse(why, "not a folder");
    if (facts.st_uid != geteuid())
        return refuse(why, "belongs to another account");
    if ((facts.st_mode & 077) != 0)
        return refuse(why, "others may enter it: chmod 700");
    return ST_OK;
}
