/* scope.h: which institutions a duty speaks of, which cells that makes, and who is expected to return what.
 *
 * Member set and expected set are one pure function of catalog and organisation by validity at the period's start (law 4), used
 * by compute (which totals to add), by alert (n of m reported) and by notify (who drags): never above 100 %.
 *
 * A *cell* is {indicator, window, subject institution, scope, month}. `each`: one cell per institution of the scope, whose scope
 * text is `self` and which is therefore shared by all duties that ask the same of it; `together`: one cell of the node. Lists own
 * only their arrays; what they point to belongs to catalog and organisation, which must outlive them. */
#ifndef DUBAN_MODEL_SCOPE_H
#define DUBAN_MODEL_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"
#include "model/organisation.h"
#include "model/period.h"

struct catalog;
struct duty;
struct indicator;
struct kind;

/* All conditions that are given must hold. Codes sorted, types as bits (1u << enum institution_type), grades too (1u << 3 is 三级).
 */
struct scope {
    uint32_t types;  /* 0: any type; without institutions, any but county and group */
    uint32_t levels; /* 0: any grade, also none; it is the institution's of today, as its type is */
    size_t n_institutions;
    const char *const *institutions; /* codes; none: any */
    const char *under;               /* code of the node at or below which they stand */
};

/* Appends the canonical text, the scope's identity in a cell's key:
 * `types=lead_hospital,township_centre;levels=2,3;institutions=H01;under=330481;together`. NULL: `self`. */
void scope_format(struct text *out, const struct scope *scope);
/* Only who is meant, `types=lead_hospital;under=330481`: what a duty says beside `each`. Nothing for a scope without conditions. */
void scope_format_conditions(struct text *out, const struct scope *scope);

struct members {
    const struct institution **at; /* in order of the organisation */
    size_t n;
};
void members_done(struct members *members);

/* Who of the scope is valid on that date. */
MUST_CHECK enum status scope_members(const struct organisation *organisation, const struct scope *scope, int32_t date,
                                     struct members *ret);

struct cell {
    const struct indicator *indicator;
    enum window window;
    const struct institution *subject;
    const struct scope *scope; /* NULL: the subject itself (or, for a node, all below it) */
    int32_t month;             /* the period's last month */
};

/* Appends `<indicator>|<window>|<scope>`: the cell without subject and month. compute names it in alert's work rows, alert keeps it
 * with its subjects; if the two differed, nobody would be woken. */
void cell_key_format(struct text *out, const struct cell *cell);

struct cell_list {
    struct cell *at;
    size_t n, cap;
};
void cell_list_done(struct cell_list *cells);

/* The institutions at which this duty is judged (each: the members; together: the node) on that date, in order. */
MUST_CHECK enum status duty_subjects(const struct organisation *organisation, const struct duty *duty, int32_t date,
                                     struct members *ret);

/* Appends the cells that this duty judges, for its periods that end in from_month … to_month (bounded by its own begin and due
 * period; see duty_periods() in plan.h). None for a duty without a number. ST_RETRY: no memory, *cells as before. */
MUST_CHECK enum status duty_cells(const struct organisation *organisation, const struct duty *duty, int32_t from_month,
                                  int32_t to_month, struct cell_list *cells);
/* The one cell of a duty at a subject and period. false: the duty has no number. */
bool duty_cell(const struct duty *duty, const struct institution *subject, int32_t month, struct cell *ret);

/* The institutions whose totals the cell adds: the scope's members at the period's start that return the indicator's kinds at all.
 * The period's start is the first day of the window's first month (for `latest`: of the cell's month). None in a period that was
 * over before the indicator came into force: nobody owes anything for it, and it has no value. */
MUST_CHECK enum status cell_members(const struct organisation *organisation, const struct cell *cell, struct members *ret);
int32_t cell_start_date(const struct cell *cell);

/* One file that somebody owes: the duty of type `return`, held by the institution's reporter. */
struct expected_return {
    const struct institution *institution;
    const struct kind *kind;
    int32_t month;
    int64_t cutoff_us; /* 应报时: end of the period + the kind's data_lag */
};
struct return_list {
    struct expected_return *at;
    size_t n, cap;
};
void return_list_done(struct return_list *returns);

/* Does this institution have returns of the kind at all on that date: by the kind's own types (expected_of), unless the county says
 * otherwise of it (return.tsv)? DATE_NONE: on any. Never of a kind that nobody is expected to return. */
bool institution_returns(const struct organisation *organisation, const struct institution *institution, const struct kind *kind,
                         int32_t date);

/* Does the kind's own list of types hold this one? */
bool kind_expects(const struct kind *kind, enum institution_type type);

/* Is the duty's number made of this institution's returns, should it have them: is it in the scope, or below a node that is? */
bool duty_reads_of(const struct organisation *organisation, const struct duty *duty, const struct institution *institution);

/* Does it owe returns of the kind for that month? Only of what a supervised duty reads of it, or the county names for it
 * (return.tsv): the base catalog has more than one plan needs, and a plan more than each institution is asked for; and only of
 * months that an indicator in force looks at. MONTH_EVER: of any. */
#define MONTH_EVER INT32_MAX
bool kind_is_asked_of(const struct catalog *catalog, const struct organisation *organisation, const struct kind *kind,
                      const struct institution *institution, int32_t month);
/* The same of a type, without an organisation: may somebody of it be asked? */
bool kind_is_asked_of_type(const struct catalog *catalog, const struct kind *kind, enum institution_type type);

/* Appends all returns of one month: every kind × institution that kind_is_asked_of(), none of a month before the
 * county asks for data (organisation_data_from). Rank and order: kinds in the catalog's order, institutions in the organisation's.
 */
MUST_CHECK enum status expected_returns(const struct catalog *catalog, const struct organisation *organisation, int32_t month,
                                        struct return_list *returns);

/* Appends what a cell waits for: for each member, the indicator's kinds × the months of the window (for `latest`: the cell's month
 * alone), but none before `data_from_month` (where the store begins; INT32_MIN: no bound). Empty for kinds that nobody is expected
 * to return. The standing n/m of a cell counts institutions: m = those that owe something here, n = those that owe nothing any
 * more. */
MUST_CHECK enum status cell_expected(const struct organisation *organisation, const struct cell *cell, int32_t data_from_month,
                                     struct return_list *returns);

/* The instant after which a missing return of this month is missing: the latest of the indicator's kinds (kind_cutoff_us()). */
int64_t indicator_cutoff_us(const struct indicator *indicator, int32_t month);
/* Is anybody expected to return one of its kinds? If not, its duties are judged by the date (rating, milestone). */
bool indicator_is_returned(const struct indicator *indicator);
/* Is what nobody recorded simply not there, so 0? So it is with what is registered one by one: ratings, milestones, projects, the
 * share of members that have one. A ratio that somebody publishes or surveys is unknown until its number is there. */
bool indicator_starts_at_zero(const struct indicator *indicator);

#endif
