/* xlsx_package.c: the parts of a workbook out of its zip file, by libzip, with every count and size bounded.
 *
 * What the directory of a zip file says of sizes is a claim: bytes are counted as they come. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "model/xlsx_private.h"

#define PIECE_BYTES 32768

struct xlsx_package {
    zip_t *zip;
    char *name;
    size_t unpacked; /* of all parts so far */
};

static enum status refuse(const char *name, struct problems *problems, enum reason reason, const char *words, const char *more)
{
    struct place at = {.file = name};
    if (words == NULL)
        problems_add(problems, reason, &at);
    else if (more == NULL)
        problems_add(problems, reason, &at, words);
    else
        problems_add(problems, reason, &at, words, more);
    return ST_BAD_INPUT;
}

static enum status refuse_size(const char *name, struct problems *problems, const char *what, size_t limit)
{
    char words[32];
    snprintf(words, sizeof words, "%zu", limit);
    return refuse(name, problems, REASON_E_XLS_002, what, words);
}

/* An old workbook (xls) and one with a password are both a compound file, which begins with these bytes. */
static bool is_compound_file(const void *buf, size_t len)
{
    static const unsigned char magic[] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
    return len >= sizeof magic && memcmp(buf, magic, sizeof magic) == 0;
}

static zip_t *open_zip(const void *buf, size_t len, char *words, size_t size)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(buf, len, 0, &error);
    zip_t *zip = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (zip == NULL)
        snprintf(words, size, "%s", zip_error_strerror(&error));
    if (zip == NULL && source != NULL)
        zip_source_free(source);
    zip_error_fini(&error);
    return zip;
}

enum status xlsx_package_open(const char *name, const void *buf, size_t len, struct problems *problems, struct xlsx_package **ret)
{
    char words[120] = "";
    if (len > XLSX_MAX_BYTES)
        return refuse_size(name, problems, "字节 (bytes)", XLSX_MAX_BYTES);
    if (len == 0) /* libzip takes it for an archive of nothing */
        return refuse(name, problems, REASON_E_XLS_001, "0 bytes", NULL);
    if (is_compound_file(buf, len))
        return refuse(name, problems, REASON_E_XLS_006, NULL, NULL);
    zip_t *zip = open_zip(buf, len, words, sizeof words);
    if (zip == NULL)
        return refuse(name, problems, REASON_E_XLS_001, words, NULL);
    struct xlsx_package *package = calloc(1, sizeof *package);
    if (package != NULL)
        package->zip = zip;
    if (package == NULL || (package->name = strdup(name)) == NULL) {
        if (package == NULL)
            zip_discard(zip);
        xlsx_package_close(package);
        return ST_RETRY;
    }
    if (zip_get_num_entries(zip, 0) > XLSX_MAX_PARTS) {
        xlsx_package_close(package);
        return refuse_size(name, problems, "部件 (parts)", XLSX_MAX_PARTS);
    }
    *ret = package;
    return ST_OK;
}

void xlsx_package_close(struct xlsx_package *package)
{
    if (package == NULL)
        return;
    zip_discard(package->zip);
    free(package->name);
    free(package);
}

void xlsx_package_closep(struct xlsx_package **package)
{
    xlsx_package_close(*package);
    *package = NULL;
}

const char *xlsx_package_name(const struct xlsx_package *package)
{
    return package->name;
}

enum status xlsx_package_read(struct xlsx_package *package, const char *part, struct problems *problems, struct text *out)
{
    char piece[PIECE_BYTES];
    text_clear(out);
    zip_int64_t at = zip_name_locate(package->zip, part, ZIP_FL_NOCASE);
    if (at < 0)
        return ST_CONFLICT;
    zip_file_t *file = zip_fopen_index(package->zip, (zip_uint64_t)at, 0);
    if (file == NULL)
        return refuse(package->name, problems, REASON_E_XLS_003, part, zip_strerror(package->zip));
    zip_int64_t n;
    while ((n = zip_fread(file, piece, sizeof piece)) > 0 && package->unpacked <= XLSX_MAX_UNPACKED) {
        package->unpacked += (size_t)n;
        text_append_n(out, piece, (size_t)n);
    }
    char words[120];
    snprintf(words, sizeof words, "%s", n < 0 ? zip_file_strerror(file) : "");
    zip_fclose(file);
    if (package->unpacked > XLSX_MAX_UNPACKED)
        return refuse_size(package->name, problems, "解压后字节 (unpacked bytes)", XLSX_MAX_UNPACKED);
    if (n < 0)
        return refuse(package->name, problems, REASON_E_XLS_003, part, words);
    return out->overflow ? ST_RETRY : ST_OK;
}
