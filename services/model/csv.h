/* csv.h: comma separated values of real hospitals, in pieces of any size, without an allocation per field.
 *
 * RFC 4180: fields in quotes may hold commas, line ends and doubled quotes; lines end in LF or CRLF (or a lone CR, as
 * old Macs wrote). A quote inside an unquoted field is an ordinary character. Blank lines are skipped. Input is UTF-8
 * already (lib/charset); it is not validated here, since no byte of a UTF-8 sequence looks like a separator.
 *
 * Push bytes, then take records until there are no more, then push again; say `end` after the last bytes. A record's
 * fields are slices of the reader's buffer, unescaped, valid until the next call. Lines count from 1; a record has the
 * number of its first line, so that it can be found in an editor whatever line ends are inside quotes. */
#ifndef DUBAN_MODEL_CSV_H
#define DUBAN_MODEL_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

#define CSV_MAX_FIELD_BYTES  (64u * 1024)   /* no cell of the trade is longer; a lost quote is */
#define CSV_MAX_RECORD_BYTES (1024u * 1024) /* 811 columns of a front page are 3 to 20 KiB */
#define CSV_MAX_COLUMNS      4096
#define CSV_MAX_PUSH_BYTES   (1024u * 1024)

struct csv_field {
    uint32_t begin, len; /* in the record's text */
};

struct csv_record {
    int64_t line; /* of its first character */
    const char *text;
    const struct csv_field *fields;
    size_t n_fields;
};

static inline const char *csv_field_text(const struct csv_record *record, size_t i)
{
    return record->text + record->fields[i].begin;
}

enum csv_step {
    CSV_RECORD,  /* a record is there */
    CSV_MORE,    /* push more bytes, or say end */
    CSV_END,     /* all is read */
    CSV_REFUSED, /* the file is broken beyond this point: csv_fault() */
};

enum csv_fault {
    CSV_FINE,
    CSV_FIELD_TOO_LONG,
    CSV_RECORD_TOO_LONG,
    CSV_TOO_MANY_COLUMNS,
    CSV_QUOTE_NOT_CLOSED, /* the end came inside quotes: a truncated file, or a lost quote */
    CSV_TEXT_AFTER_QUOTE, /* "abc"def */
    CSV_NUL_BYTE,         /* not a text file */
};

struct csv;
MUST_CHECK enum status csv_new(struct csv **ret); /* ST_RETRY: no memory */
void csv_free(struct csv *csv);                   /* accepts NULL */

/* Copies the bytes in. Take all records first: at most CSV_MAX_PUSH_BYTES at once, asserted. ST_RETRY: no memory. */
MUST_CHECK enum status csv_push(struct csv *csv, const char *bytes, size_t len);
void csv_end(struct csv *csv); /* no more bytes will come; may be said twice */

enum csv_step csv_next(struct csv *csv, struct csv_record *ret);

enum csv_fault csv_fault(const struct csv *csv);
int64_t csv_line(const struct csv *csv); /* where the reader stands; of the fault after CSV_REFUSED */
/* After CSV_END: did the last record end without a line end? Alone it is no fault (many exports omit it), together with
 * too few columns it is a truncated file. */
bool csv_last_line_open(const struct csv *csv);

#endif
