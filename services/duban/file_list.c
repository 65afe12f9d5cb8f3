/* file_list.c: walks folders. */
#include "duban/file_list.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "duban/cli.h"

#define DEPTH_MAX 8
#define FILES_MAX 100000 /* thirty institutions, six kinds, forty years */

static bool is_litter(const char *name)
{
    size_t len = strlen(name);
    return name[0] == '.' || strncmp(name, "~$", 2) == 0 || (len > 4 && strcasecmp(name + len - 4, ".tmp") == 0) ||
           strcasecmp(name, "Thumbs.db") == 0 || strcasecmp(name, "desktop.ini") == 0;
}

static int is_wanted(const struct dirent *entry)
{
    return !is_litter(entry->d_name);
}

static int add_file(struct file_list *list, const char *path, const struct stat *st)
{
    if (list->n == list->cap) {
        size_t cap = list->cap == 0 ? 64 : list->cap * 2;
        char **paths = reallocarray(list->paths, cap, sizeof *paths);
        if (paths == NULL || cap > FILES_MAX * 2)
            return cli_fail_with(EXIT_WRONG_USE, "文件太多", "too many files", path);
        list->paths = paths;
        list->cap = cap;
    }
    list->paths[list->n] = strdup(path);
    if (list->paths[list->n] == NULL)
        return cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
    list->n++;
    list->bytes += (uint64_t)st->st_size;
    return EXIT_GOOD;
}

static int add(struct file_list *list, const char *path, int depth);

static int add_folder(struct file_list *list, const char *path, int depth)
{
    struct dirent **entries = NULL;
    char child[PATH_MAX];
    int code = EXIT_GOOD;
    int n = depth < DEPTH_MAX ? scandir(path, &entries, is_wanted, alphasort) : -1;
    if (n < 0)
        return cli_fail_with(EXIT_CHECK_FAILED, "读不了目录，或目录太深", "the folder cannot be read, or is too deep", path);
    for (int i = 0; i < n; i++) {
        if (code == EXIT_GOOD && snprintf(child, sizeof child, "%s/%s", path, entries[i]->d_name) < (int)sizeof child)
            code = add(list, child, depth + 1);
        free(entries[i]);
    }
    free(entries);
    return code;
}

static int add(struct file_list *list, const char *path, int depth)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return cli_fail_with(EXIT_WRONG_USE, "没有这个文件", strerror(errno), path);
    if (S_ISDIR(st.st_mode))
        return add_folder(list, path, depth);
    return S_ISREG(st.st_mode) ? add_file(list, path, &st) : cli_fail_with(EXIT_WRONG_USE, "不是文件", "not a file", path);
}

int file_list_add(struct file_list *list, const char *path)
{
    return add(list, path, 0);
}

void file_list_done(struct file_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        free(list->paths[i]);
    free(list->paths);
    *list = (struct file_list){0};
}
