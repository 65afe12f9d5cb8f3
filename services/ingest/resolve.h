/* resolve.h: what a file is, whose it is, and of which month: from what its sender said, from its name, from what stands in it.
 * Pure.
 *
 * What the sender said comes first, then the content, then the name; where two of them disagree the file is refused, since a file
 * in the wrong place replaces a right one. All return ST_BAD_INPUT with a refusal. */
#ifndef DUBAN_INGEST_RESOLVE_H
#define DUBAN_INGEST_RESOLVE_H

#include <stdint.h>

#include "ingest/refusal.h"
#include "lib/status.h"
#include "model/csv.h"

struct catalog;
struct institution;
struct kind;
struct hash_key;
struct organisation;

/* `asked` "" : told by the name if exactly one kind has such files, else by the header. ST_RETRY: no memory. */
MUST_CHECK enum status resolve_kind(const struct catalog *catalog, const char *asked, const char *file_name,
                                    const struct csv_record *header, const struct kind **ret, struct refusal *refusal);

/* `asked` is 2025-03 or "". in_rows: the month that most of the first rows are of, INT32_MIN: none can be read. INT32_MIN comes
 * back for kinds whose rows have months of their own. */
MUST_CHECK enum status resolve_month(const struct kind *kind, const char *asked, const char *file_name, int32_t in_rows,
                                     int64_t business_us, int32_t *ret, struct refusal *refusal);

/* `asked` is a code or "". in_file: what the institution's column has in the first row, may be "". month as resolved. */
MUST_CHECK enum status resolve_institution(const struct organisation *organisation, const struct kind *kind, const char *asked,
                                           const char *file_name, const char *in_file, int32_t month, int64_t business_us,
                                           const struct institution **ret, struct refusal *refusal);

/* The name under which a file may be remembered: its own if it has the kind's published form (and names no other institution than
 * its own), else the beginning of its keyed hash: a name that somebody typed may be a patient's, and whoever has a list of names
 * could find it by a hash without a key (law 10). */
void resolve_file_name(const struct kind *kind, const struct institution *institution, const char *file_name, struct hash_key *key,
                       char *ret, size_t size);

#endif
