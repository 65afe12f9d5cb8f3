/* uncounted.h: rows that come in and that no duty counts.
 *
 * A milestone's item is free text, since each plan has its own; only the pinned catalog knows which of them a duty asks for. What
 * none asks for is taken, because a plan that asks may come later and counts it then, and its sender is told: it may be misspelt
 * (law 11). A rating is stricter (E-ING-122): its items stand in one scale for all plans. */
#ifndef DUBAN_INGEST_UNCOUNTED_H
#define DUBAN_INGEST_UNCOUNTED_H

struct indicator_book;
struct intake;
struct kind;

/* Warns of the rows of intake's chunk, once after INTAKE_CHUNK. Of other kinds there is nothing to say. */
void uncounted_warn(const struct indicator_book *book, const struct kind *kind, struct intake *intake);

#endif
