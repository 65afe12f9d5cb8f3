/* csv.c: finds records and fields in a buffer that is filled by pushes.
 *
 * A record is scanned as a whole; if its end is not there yet, the scan is thrown away and made again after the next
 * push. That costs one record a push and keeps the scanner free of states. Doubled quotes are therefore undone only when
 * the record is complete. */
#include "model/csv.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define CSV_BUFFER_START (64u * 1024)

struct csv {
    char *data;
    size_t len, cap;
    size_t pos; /* where the next record begins */
    int64_t line;
    bool ended, last_line_open;
    enum csv_fault fault;
    struct csv_field fields[CSV_MAX_COLUMNS];
    uint16_t escaped[CSV_MAX_COLUMNS]; /* fields with doubled quotes in them */
    size_t n_fields, n_escaped;
};

/* One scan of a record. */
struct scan {
    size_t at;     /* the byte looked at */
    int64_t lines; /* line ends passed */
    bool complete; /* a line end (or the end of the file) was met */
};

enum status csv_new(struct csv **ret)
{
    struct csv *csv = calloc(1, sizeof(*csv));
    if (csv == NULL)
        return ST_RETRY;
    csv->line = 1;
    *ret = csv;
    return ST_OK;
}

void csv_free(struct csv *csv)
{
    if (csv == NULL)
        return;
    free(csv->data);
    free(csv);
}

enum status csv_push(struct csv *csv, const char *bytes, size_t len)
{
    assert(len <= CSV_MAX_PUSH_BYTES && !csv->ended);
    if (csv->pos > 0) {
        memmove(csv->data, csv->data + csv->pos, csv->len - csv->pos);
        csv->len -= csv->pos;
        csv->pos = 0;
    }
    assert(csv->len <= CSV_MAX_RECORD_BYTES);
    if (csv->len + len > csv->cap) {
        size_t cap = csv->cap == 0 ? CSV_BUFFER_START : csv->cap;
        while (cap < csv->len + len)
            cap *= 2;
        char *bigger = realloc(csv->data, cap);
        if (bigger == NULL)
            return ST_RETRY;
        csv->data = bigger;
        csv->cap = cap;
    }
    if (len > 0)
        memcpy(csv->data + csv->len, bytes, len);
    csv->len += len;
    return ST_OK;
}

void csv_end(struct csv *csv)
{
    csv->ended = true;
}

static bool refuse(struct csv *csv, enum csv_fault fault)
{
    csv->fault = fault;
    return false;
}

static bool add_field(struct csv *csv, size_t begin, size_t end, bool escaped)
{
    if (end - begin > CSV_MAX_FIELD_BYTES)
        return refuse(csv, CSV_FIELD_TOO_LONG);
    if (csv->n_fields == CSV_MAX_COLUMNS)
        return refuse(csv, CSV_TOO_MANY_COLUMNS);
    if (escaped)
        csv->escaped[csv->n_escaped++] = (uint16_t)csv->n_fields;
    csv->fields[csv->n_fields++] = (struct csv_field){(uint32_t)(begin - csv->pos), (uint32_t)(end - begin)};
    return true;
}

/* From behind the opening quote to behind the closing one. False: a fault, or the end is not there (scan->at == len). */
static bool scan_quoted(struct csv *csv, struct scan *scan)
{
    const char *s = csv->data;
    size_t begin = ++scan->at, n = csv->len;
    bool escaped = false;
    for (;;) {
        while (scan->at < n && s[scan->at] != '"' && s[scan->at] != '\n' && s[scan->at] != '\r' && s[scan->at] != '\0')
            scan->at++;
        if (scan->at - begin > CSV_MAX_FIELD_BYTES)
            return refuse(csv, CSV_FIELD_TOO_LONG);
        if (scan->at >= n)
            return csv->ended ? refuse(csv, CSV_QUOTE_NOT_CLOSED) : false;
        if (s[scan->at] == '\0')
            return refuse(csv, CSV_NUL_BYTE);
        if (s[scan->at] != '"') {
            /* CRLF is one line end, and its CR may be the last byte we have: then the LF counts */
            if (s[scan->at] == '\n' || (scan->at + 1 < n && s[scan->at + 1] != '\n'))
                scan->lines++;
            scan->at++;
        } else if (scan->at + 1 < n && s[scan->at + 1] == '"') {
            escaped = true;
            scan->at += 2;
        } else if (scan->at + 1 >= n && !csv->ended) {
            scan->at = n; /* a second quote may follow */
            return false;
        } else {
            scan->at++;
            return add_field(csv, begin, scan->at - 1, escaped);
        }
    }
}

static bool scan_plain(struct csv *csv, struct scan *scan)
{
    static const bool stops[256] = {['\0'] = true, [','] = true, ['\n'] = true, ['\r'] = true};
    const unsigned char *s = (const unsigned char *)csv->data;
    size_t begin = scan->at, n = csv->len, at = begin;
    while (at < n && !stops[s[at]])
        at++;
    scan->at = at;
    if (at < n && s[at] == '\0')
        return refuse(csv, CSV_NUL_BYTE);
    return add_field(csv, begin, at, false);
}

/* What follows a field. True: another field; false: the record's end, a fault, or nothing there yet. */
static bool scan_separator(struct csv *csv, struct scan *scan)
{
    const char *s = csv->data;
    if (scan->at >= csv->len) {
        scan->complete = csv->ended;
        csv->last_line_open = csv->ended;
        return false;
    }
    if (s[scan->at] == ',') {
        scan->at++;
        return true;
    }
    if (s[scan->at] != '\n' && s[scan->at] != '\r')
        return refuse(csv, CSV_TEXT_AFTER_QUOTE);
    if (s[scan->at] == '\r' && scan->at + 1 >= csv->len && !csv->ended)
        return false; /* CRLF or a lone CR? */
    scan->at += s[scan->at] == '\r' && scan->at + 1 < csv->len && s[scan->at + 1] == '\n' ? 2 : 1;
    scan->lines++;
    scan->complete = true;
    return false;
}

/* The fields of one record. On a fault csv->fault is set. */
static void scan_record(struct csv *csv, struct scan *scan)
{
    csv->n_fields = csv->n_escaped = 0;
    do {
        bool quoted = scan->at < csv->len && csv->data[scan->at] == '"';
        if (!(quoted ? scan_quoted(csv, scan) : scan_plain(csv, scan)))
            return;
        if (scan->at - csv->pos > CSV_MAX_RECORD_BYTES) {
            csv->fault = CSV_RECORD_TOO_LONG;
            return;
        }
    } while (scan_separator(csv, scan));
}

/* "" → " inside the buffer; the field only becomes shorter. */
static void unescape(struct csv *csv, struct csv_field *field)
{
    char *s = csv->data + csv->pos + field->begin;
    size_t to = 0;
    for (size_t from = 0; from < field->len; from++) {
        s[to++] = s[from];
        if (s[from] == '"')
            from++;
    }
    field->len = (uint32_t)to;
}

enum csv_step csv_next(struct csv *csv, struct csv_record *ret)
{
    while (csv->fault == CSV_FINE) {
        if (csv->pos >= csv->len)
            return csv->ended ? CSV_END : CSV_MORE;
        struct scan scan = {.at = csv->pos};
        scan_record(csv, &scan);
        if (csv->fault != CSV_FINE) {
            csv->line += scan.lines;
            break;
        }
        if (!scan.complete) {
            if (csv->len - csv->pos > CSV_MAX_RECORD_BYTES)
                csv->fault = CSV_RECORD_TOO_LONG;
            else
                return CSV_MORE;
            break;
        }
        bool blank = csv->n_fields == 1 && csv->fields[0].len == 0 && csv->data[csv->pos] != '"';
        for (size_t i = 0; i < csv->n_escaped; i++)
            unescape(csv, &csv->fields[csv->escaped[i]]);
        *ret = (struct csv_record){csv->line, csv->data + csv->pos, csv->fields, csv->n_fields};
        csv->line += scan.lines;
        csv->pos = scan.at;
        if (!blank)
            return CSV_RECORD;
    }
    return CSV_REFUSED;
}

enum csv_fault csv_fault(const struct csv *csv)
{
    return csv->fault;
}

int64_t csv_line(const struct csv *csv)
{
    return csv->line;
}

bool csv_last_line_open(const struct csv *csv)
{
    return csv->last_line_open;
}
