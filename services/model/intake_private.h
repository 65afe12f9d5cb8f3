/* intake_private.h: what the files of intake share: its state, and how it refuses a file. */
#ifndef DUBAN_MODEL_INTAKE_PRIVATE_H
#define DUBAN_MODEL_INTAKE_PRIVATE_H

#include "model/intake.h"
#include "model/row_check.h"
#include "model/row_keys.h"

#define HELD_MAX_BYTES (4u * 1024 * 1024) /* the look ends with this much, also before INTAKE_PEEK_ROWS */

enum phase { PHASE_LOOK, PHASE_DECIDE, PHASE_READ, PHASE_DONE, PHASE_REFUSED };

struct intake {
    const struct kind *kind;
    row_hash_fn *hash;
    void *hash_arg;
    enum phase phase;
    struct csv *look, *csv;
    struct text held; /* bytes that the look has had */
    size_t held_at;   /* of them, handed to csv */
    bool ended;
    struct row_reader *reader;
    size_t header_columns;
    size_t looked_rows;
    int32_t look_months[INTAKE_PEEK_ROWS];
    size_t n_look_months;
    struct text institution;
    bool header_passed;
    bool chunk_is_out; /* the caller has it: the next row begins a new one */
    struct columns *columns;
    uint8_t warned[COLUMNS_MAX_ROWS];
    uint64_t first_row;
    struct row_check *check;
    struct row_keys *keys;
    struct tally *tally;
    struct findings findings;
    int64_t *retracted;
    size_t n_retracted, retracted_cap;
    struct intake_counts counts;
    struct problems problems;
};

/* The file as a whole: one problem; `line` and param2 are its parameters. */
enum intake_step intake_refuse(struct intake *in, enum reason reason, int64_t line, const char *param2);
enum intake_step intake_refuse_csv(struct intake *in, const struct csv *csv);

/* Reads on until the header and enough rows were seen, then moves to PHASE_DECIDE. */
enum intake_step intake_look(struct intake *in);

#endif
