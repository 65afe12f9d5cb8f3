/* intake.h: the whole way from the bytes of a file to chunks of good rows, findings and sums, as one object.
 *
 *   csv → header → rows → checks between fields → keys → tally
 *
 * Pull style, so that a task of ingest can store a chunk before it asks for the next one:
 *
 *   intake_new(…)
 *   loop: switch (intake_next(intake)) {
 *     INTAKE_MORE:    intake_push(bytes) or intake_end()
 *     INTAKE_HEADER:  the first record is there: read intake_institution(), intake_month(); decide; intake_expect()
 *     INTAKE_CHUNK:   store the live rows of intake_chunk(); store and clear the findings
 *     INTAKE_DONE:    delete the rows of intake_retracted() from what was stored; sums are final
 *     INTAKE_REFUSED: the file as a whole; intake_problems() has one clear line
 *     INTAKE_RETRY:   no memory: abandon the batch
 *   }
 *
 * Bytes are UTF-8 without BOM (lib/charset). Pure: no file, no clock, no socket. Memory: two chunks, the keys
 * (row_keys.h) and the tally's memory (tally.h): about 20 MiB for 200 000 rows. */
#ifndef DUBAN_MODEL_INTAKE_H
#define DUBAN_MODEL_INTAKE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "model/columns.h"
#include "model/finding.h"
#include "model/measure.h"
#include "model/row.h"
#include "model/tally.h"

/* Rows looked at for the month that most of them are of, before the first is counted. */
#define INTAKE_PEEK_ROWS 500

enum intake_step { INTAKE_MORE, INTAKE_HEADER, INTAKE_CHUNK, INTAKE_DONE, INTAKE_REFUSED, INTAKE_RETRY };

struct intake_counts {
    uint64_t read;      /* data records, header excluded */
    uint64_t good;      /* counted */
    uint64_t rejected;  /* not counted, each with at least one finding */
    uint64_t identical; /* not counted: the same row stood already */
    uint64_t warned;    /* counted rows with at least one warning of their fields */
};

struct intake;
/* kind, measures and what hash_arg points to are lent and must live as long. `max_findings` kept at a time. */
MUST_CHECK enum status intake_new(const struct kind *kind, const struct measure *const *measures, size_t n_measures,
                                  row_hash_fn *hash, void *hash_arg, size_t max_findings, struct intake **ret);
void intake_free(struct intake *intake); /* accepts NULL */

/* Only after INTAKE_MORE (or first of all); at most CSV_MAX_PUSH_BYTES. ST_RETRY: no memory: abandon the batch. */
MUST_CHECK enum status intake_push(struct intake *intake, const char *bytes, size_t len);
void intake_end(struct intake *intake);

enum intake_step intake_next(struct intake *intake);

/* From INTAKE_HEADER on: the institution as the first record has it (lent, NUL-terminated, may be ""), and the month
 * that most of the first INTAKE_PEEK_ROWS records are of (INT32_MIN: none can be read, or the file has no rows). */
const char *intake_institution(const struct intake *intake);
int32_t intake_month(const struct intake *intake);
/* Once, before the next intake_next(): see row_expect(). Without it rows are taken as they are. */
MUST_CHECK enum status intake_expect(struct intake *intake, const char *institution, size_t len, int32_t month);

/* After INTAKE_CHUNK, until the next intake_next(): skip rows that are not live. Row i of the chunk has the number
 * intake_first_row() + i in the file. */
const struct columns *intake_chunk(const struct intake *intake);
uint64_t intake_first_row(const struct intake *intake);

/* Findings so far that were not cleared; the caller stores them and calls findings_clear(). */
struct findings *intake_findings(struct intake *intake);

/* A warning about a row of the chunk that only its storer can know of, told and counted as one of the row's own. Once a chunk,
 * before it is stored; the row counts. */
void intake_warn(struct intake *intake, size_t row, int field, enum reason reason);

/* Lines of rows that were handed out as live and are not: differing rows with the same key came later. Final at DONE. */
const int64_t *intake_retracted(const struct intake *intake, size_t *ret_count);

struct intake_counts intake_counts(const struct intake *intake);
const struct tally *intake_tally(const struct intake *intake);
const struct problems *intake_problems(const struct intake *intake);

#endif
