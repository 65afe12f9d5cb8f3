/* catalog_dir.c: walks a directory and keeps what catalog_is_part() names. */
#include "shared/catalog_dir.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/file.h"
#include "model/tsv.h"

#define DIR_DEPTH_MAX 3 /* base/codes/file */

struct reading {
    const char *root, *plan_folder;
    struct problems *problems;
    struct catalog_source *sources;
    size_t n;
};

static void read_one(struct reading *reading, const char *path, const char *relative)
{
    scoped(text_done) struct text content, why;
    text_init(&content, TSV_MAX_BYTES);
    text_init(&why, 200);
    if (file_read(path, &content, &why) != ST_OK) {
        problems_add(reading->problems, REASON_E_GEN_001, NULL, relative, why.s);
        return;
    }
    if (reading->n == CATALOG_FILES_MAX) {
        problems_add(reading->problems, REASON_E_CAT_222, NULL, relative);
        return;
    }
    struct catalog_source source = {.path = strdup(relative), .len = content.len};
    source.content = text_take(&content);
    if (source.path == NULL || source.content == NULL) {
        free((char *)source.path);
        free((char *)source.content);
        problems_add(reading->problems, REASON_E_GEN_002, NULL);
        return;
    }
    reading->sources[reading->n++] = source;
}

static void walk(struct reading *reading, const char *relative, int depth)
{
    char path[4096];
    struct dirent **entries;
    snprintf(path, sizeof(path), "%s/%s", reading->root, relative);
    int n = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char child[512];
        struct stat st;
        int len = snprintf(child, sizeof(child), "%s%s%s", relative, *relative == '\0' ? "" : "/", entries[i]->d_name);
        int full = snprintf(path, sizeof(path), "%s/%s", reading->root, child);
        bool is_hidden = entries[i]->d_name[0] == '.';
        free(entries[i]);
        if (is_hidden || len < 0 || (size_t)len >= sizeof(child) || full < 0 || (size_t)full >= sizeof(path) ||
            stat(path, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode) && depth < DIR_DEPTH_MAX)
            walk(reading, child, depth + 1);
        else if (S_ISREG(st.st_mode) && catalog_is_part(child, reading->plan_folder))
            read_one(reading, path, child);
    }
    if (n >= 0)
        free(entries);
}

size_t catalog_plan_folders(const char *dir, char (*ret)[PLAN_FOLDER_SIZE], size_t max)
{
    char path[4096];
    struct dirent **entries;
    size_t found = 0;
    int n = scandir(dir, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        struct stat st;
        const char *name = entries[i]->d_name;
        int full = snprintf(path, sizeof(path), "%s/%s/plan.yaml", dir, name);
        bool fits = full > 0 && (size_t)full < sizeof(path) && name[0] != '.' && strlen(name) < PLAN_FOLDER_SIZE;
        if (fits && stat(path, &st) == 0) {
            if (found < max)
                snprintf(ret[found], PLAN_FOLDER_SIZE, "%s", name);
            found++;
        }
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    return found;
}

/* The one folder with a plan.yaml; empty when there is none or more than one (then told). */
static void find_plan(struct reading *reading, char folder[static PLAN_FOLDER_SIZE])
{
    char found[2][PLAN_FOLDER_SIZE] = {"", ""};
    struct stat st;
    if (stat(reading->root, &st) != 0 || !S_ISDIR(st.st_mode))
        problems_add(reading->problems, REASON_E_GEN_001, NULL, reading->root, "not a directory");
    if (catalog_plan_folders(reading->root, found, 2) > 1)
        problems_add(reading->problems, REASON_E_CAT_221, NULL, found[0], found[1]);
    snprintf(folder, PLAN_FOLDER_SIZE, "%s", found[0]);
}

enum status catalog_read_dir(const char *dir, const char *plan_folder, struct problems *problems,
                             struct catalog_source **ret_sources, size_t *ret_n)
{
    uint64_t errors_before = problems->errors;
    char folder[PLAN_FOLDER_SIZE];
    struct reading reading = {dir, plan_folder, problems, calloc(CATALOG_FILES_MAX, sizeof(struct catalog_source)), 0};
    if (reading.sources == NULL)
        return ST_RETRY;
    if (plan_folder == NULL) {
        find_plan(&reading, folder);
        reading.plan_folder = folder[0] == '\0' ? NULL : folder;
    }
    walk(&reading, "", 0);
    if (problems->errors != errors_before) {
        catalog_sources_free(reading.sources, reading.n);
        return ST_BAD_INPUT;
    }
    *ret_sources = reading.sources;
    *ret_n = reading.n;
    return ST_OK;
}
