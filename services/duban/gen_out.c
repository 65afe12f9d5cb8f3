/* gen_out.c: buffered CSV output in the encodings of the trade. */
#include "duban/gen_out.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Converted and written whenever a line ends beyond this: lines are whole, so no character is cut. */
#define FLUSH_BYTES (256u * 1024)
/* A line of 811 cells stays far below. */
#define BUFFER_BYTES (FLUSH_BYTES + 1024u * 1024)

struct gen_out {
    FILE *file;
    iconv_t converter; /* (iconv_t)-1 for UTF-8 */
    bool crlf, line_begun, failed;
    size_t len;
    char buffer[BUFFER_BYTES];
    char converted[BUFFER_BYTES * 2];
};

static enum status make_folders(const char *path, struct text *why)
{
    char folder[4096];
    size_t len = strlen(path);
    if (len >= sizeof folder) {
        text_printf(why, "path too long: %s", path);
        return ST_BAD_INPUT;
    }
    memcpy(folder, path, len + 1);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
            text_printf(why, "%s: %s", folder, strerror(errno));
            return ST_BAD_INPUT;
        }
        *slash = '/';
    }
    return ST_OK;
}

enum status gen_out_open(const char *path, enum gen_encoding encoding, bool crlf, struct gen_out **ret, struct text *why)
{
    enum status status = make_folders(path, why);
    if (status != ST_OK)
        return status;
    struct gen_out *out = malloc(sizeof *out);
    if (!out)
        return ST_FATAL;
    out->converter = (iconv_t)-1;
    out->crlf = crlf;
    out->line_begun = out->failed = false;
    out->len = 0;
    out->file = fopen(path, "wb");
    if (!out->file) {
        text_printf(why, "%s: %s", path, strerror(errno));
        free(out);
        return ST_BAD_INPUT;
    }
    if (encoding == GEN_GB18030) {
        out->converter = iconv_open("GB18030", "UTF-8");
        out->failed = out->converter == (iconv_t)-1;
    } else if (encoding == GEN_UTF8_BOM) {
        memcpy(out->buffer, "\xEF\xBB\xBF", 3);
        out->len = 3;
    }
    *ret = out;
    return ST_OK;
}

static void flush(struct gen_out *out)
{
    char *from = out->buffer;
    size_t len = out->len;
    if (out->converter != (iconv_t)-1) {
        char *in = out->buffer, *to = out->converted;
        size_t in_left = out->len, to_left = sizeof out->converted;
        if (iconv(out->converter, &in, &in_left, &to, &to_left) == (size_t)-1)
            out->failed = true;
        from = out->converted;
        len = sizeof out->converted - to_left;
    }
    if (fwrite(from, 1, len, out->file) != len)
        out->failed = true;
    out->len = 0;
}

static void put(struct gen_out *out, const char *bytes, size_t len)
{
    if (len > BUFFER_BYTES - out->len) {
        out->failed = true;
        return;
    }
    memcpy(out->buffer + out->len, bytes, len);
    out->len += len;
}

static void put_quoted(struct gen_out *out, const char *cell)
{
    put(out, "\"", 1);
    for (const char *quote; (quote = strchr(cell, '"')) != NULL; cell = quote + 1) {
        put(out, cell, (size_t)(quote - cell));
        put(out, "\"\"", 2);
    }
    put(out, cell, strlen(cell));
    put(out, "\"", 1);
}

void gen_out_bare_cell(struct gen_out *out, const char *cell)
{
    if (out->line_begun)
        put(out, ",", 1);
    out->line_begun = true;
    put(out, cell, strlen(cell));
}

void gen_out_cell(struct gen_out *out, const char *cell)
{
    if (cell[strcspn(cell, ",\"\r\n")] == '\0') {
        gen_out_bare_cell(out, cell);
        return;
    }
    if (out->line_begun)
        put(out, ",", 1);
    out->line_begun = true;
    put_quoted(out, cell);
}

void gen_out_end_line(struct gen_out *out)
{
    put(out, out->crlf ? "\r\n" : "\n", out->crlf ? 2 : 1);
    out->line_begun = false;
    if (out->len >= FLUSH_BYTES)
        flush(out);
}

enum status gen_out_close(struct gen_out *out)
{
    if (!out)
        return ST_OK;
    flush(out);
    bool failed = out->failed;
    if (out->converter != (iconv_t)-1)
        (void)iconv_close(out->converter);
    if (fclose(out->file) != 0)
        failed = true;
    free(out);
    return failed ? ST_BAD_INPUT : ST_OK;
}
