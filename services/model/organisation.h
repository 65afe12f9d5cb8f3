/* organisation.h: who exists and who does what: institutions and what each of them returns, departments, posts, persons, holders,
 * reporters, lines (分工), the opening ledger. One immutable value built from rows, whether they come from TSV files or from
 * alert's tables.
 *
 * All strings and structs belong to the organisation and live until organisation_free(). Everything that changes with time has
 * validity, and the questions take a date; an empty valid_from is "always", an empty valid_to "still" (last day included).
 * Codes are text and unique in their table; institution ids are given by the import and never change. One alliance each. */
#ifndef DUBAN_MODEL_ORGANISATION_H
#define DUBAN_MODEL_ORGANISATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "model/calendar.h"

/* Every node of the tree, county and alliance included, is an institution; so are the units (科室, 质控小组) of a plan that one
 * house runs for itself. */
#define INSTITUTION_TYPE_TABLE(X)                                  \
    X(INSTITUTION_COUNTY, county, "县(市)")                        \
    X(INSTITUTION_GROUP, group, "医共体")                          \
    X(INSTITUTION_LEAD, lead_hospital, "牵头医院")                 \
    X(INSTITUTION_SPECIALIST, specialist_hospital, "专科")         \
    X(INSTITUTION_PRIVATE, private_hospital, "社会办医院")         \
    X(INSTITUTION_TOWNSHIP, township_centre, "卫生院")             \
    X(INSTITUTION_COMMUNITY, community_centre, "社区卫生服务中心") \
    X(INSTITUTION_CLINIC, village_clinic, "村卫生室")              \
    X(INSTITUTION_AGENCY, public_agency, "公共卫生机构")           \
    X(INSTITUTION_UNIT, unit, "内设机构")
enum institution_type {
#define INSTITUTION_ENUM(name, word, zh) name,
    INSTITUTION_TYPE_TABLE(INSTITUTION_ENUM)
#undef INSTITUTION_ENUM
        INSTITUTION_TYPE_COUNT
};
/* "lead_hospital"; "?" for a value that is none. */
const char *institution_type_name(enum institution_type type);
const char *institution_type_zh(enum institution_type type); /* 牵头医院 */
MUST_CHECK enum status institution_type_parse(const char *word, enum institution_type *ret);
/* county and group: nodes that hold others and return nothing themselves. */
bool institution_type_is_node(enum institution_type type);
/* 牵头医院, 专科, 社会办医院: their files are a hospital's, not a township's. */
bool institution_type_is_hospital(enum institution_type type);

#define INSTITUTION_LEVEL_MAX 3 /* 三级 */

struct institution {
    int64_t id;
    const char *code, *name, *short_name; /* short_name is never empty (falls back to name) */
    enum institution_type type;
    int level;                        /* hospital grade 3, 2, 1 (三级 …); 0: none */
    const struct institution *parent; /* NULL for the root */
    const char *front_page_code;      /* value of A01; NULL if it has none */
    int32_t valid_from, valid_to;     /* DATE_NONE = open; valid_to is the last day */
};

/* Seen from the alliance's office. Peers and superiors are never addressed automatically (law 12). */
enum relation { RELATION_OWN, RELATION_SUBORDINATE, RELATION_PEER, RELATION_SUPERIOR };
const char *relation_name(enum relation relation); /* own, subordinate, peer, superior */
bool relation_is_foreign(enum relation relation);  /* a peer or a superior: letters that people sign, never a message (law 12) */

struct department {
    const char *code, *name;
    const struct department *superior; /* NULL at the top */
    enum relation relation;
};

struct post {
    const char *code, *name, *owner_code; /* a department's or an institution's code */
    const char *owner_name;
    const char *phone; /* NULL if none */
};

/* Bits: where a person reads. */
enum { CHANNEL_LETTERBOX = 1, CHANNEL_SMTP = 2 };
struct person {
    const char *code, *name, *salutation, *email, *phone; /* email, phone: NULL if none */
    unsigned channels;
};

enum holder_role { ROLE_A, ROLE_B }; /* A角, B角 */

/* 分工 of one duty: whose it is. */
struct line {
    const char *duty; /* duty id of the plan */
    const struct department *department;
    const struct post *post;
    int32_t internal_due;    /* 内部时限, DATE_NONE if none */
    int32_t supervised_from; /* before this day the line is judged as baseline only; DATE_NONE: from the apply */
    const char *cooperating; /* as text; NULL if none */
    const char *file;        /* where the row stands */
    int64_t line_no;
};

/* How a duty's life ended: by an act (model/duty_state.h), or by the ledger. */
enum duty_ending {
    ENDING_NONE,
    ENDING_ADJUSTED,   /* 已调整: a document replaced its target by another line's */
    ENDING_TERMINATED, /* 已终止: its document was repealed */
    ENDING_CLOSED,     /* 已销号 */
};

/* A line whose life ended on paper: closed before the system began, or adjusted or terminated by a document at any time.
 * institution NULL: the whole duty. */
struct ledger_entry {
    const char *duty;
    const struct institution *institution;
    int32_t closed_on;
    const char *evidence; /* the paper that says so: a certificate, of an adjusted or terminated line the document's number */
    const char *note;
    enum duty_ending ending;
    const char *file; /* where the row stands */
    int64_t line_no;
};

struct organisation;

/* ---- building ---- */

enum organisation_table {
    TABLE_INSTITUTION, /* code name short_name type level parent_code front_page_code valid_from valid_to ?id */
    TABLE_DEPARTMENT,  /* code name superior_code relation */
    TABLE_RETURN,      /* institution kind from to returned (yes | no); the file may be missing */
    TABLE_POST,        /* code name owner phone */
    TABLE_PERSON,      /* code name salutation email phone channel (letterbox | smtp | both) */
    TABLE_HOLDER,      /* post person role (A | B) from to */
    TABLE_REPORTER,    /* institution kind (* or a kind) post */
    TABLE_LINE,        /* duty department post internal_due supervised_from cooperating */
    TABLE_OFFICE,      /* key value */
    TABLE_LEDGER,      /* duty institution (code; empty: the duty) closed_on evidence note */
    ORGANISATION_TABLE_COUNT
};
/* "institution", …: file name without .tsv, and table name. */
const char *organisation_table_name(enum organisation_table table);
/* Where its file lives below a plan's folder: "assignment/line.tsv". */
const char *organisation_table_path(enum organisation_table table);
/* That path → the table. ST_BAD_INPUT: none of ours. */
MUST_CHECK enum status organisation_table_of_path(const char *path, enum organisation_table *ret);
/* May a county do without this table's file? */
bool organisation_table_is_optional(enum organisation_table table);
/* Column names in order, ending with NULL; a leading `?` marks an optional one (tsv.h). */
const char *const *organisation_table_columns(enum organisation_table table);

/* Rows are added in any order of tables; references are resolved at the end. */
struct organisation_builder;
struct unread;
struct organisation_builder *organisation_builder_new(int64_t alliance_id);
void organisation_builder_free(struct organisation_builder *builder); /* NULL is fine */
/* Cells in the order of organisation_table_columns(), copied; NULL means empty. file may be NULL. */
void organisation_builder_add(struct organisation_builder *builder, enum organisation_table table, const char *const *cells,
                              const char *file, int64_t line);
/* A whole file. */
MUST_CHECK enum status organisation_builder_read(struct organisation_builder *builder, enum organisation_table table,
                                                 const char *name, const char *buf, size_t len, struct problems *problems);
/* Checks everything and reports all problems (unknown codes, cycles, two A holders on one day, an institution without a reporter
 * is a warning, …). Institutions without an id get 1, 2, 3 … in order. The builder stays the caller's, on any outcome. */
MUST_CHECK enum status organisation_build(struct organisation_builder *builder, struct problems *problems,
                                          struct organisation **ret);
/* The same for who tells all that is wrong: *ret is what could be read also with ST_BAD_INPUT (some references in it are NULL),
 * *unread what could not. A table whose rows did not all come (organisation_builder_read() failed) is marked by the caller:
 * organisation_table_is_unread(). */
MUST_CHECK enum status organisation_build_readable(struct organisation_builder *builder, struct problems *problems,
                                                   struct unread *unread, struct organisation **ret);
void organisation_table_is_unread(struct unread *unread, enum organisation_table table);
void organisation_free(struct organisation *organisation);
int64_t organisation_alliance_id(const struct organisation *organisation);

/* ---- institutions ---- */

size_t organisation_institution_count(const struct organisation *organisation);
const struct institution *organisation_institution_at(const struct organisation *organisation, size_t i); /* in order of the rows */
const struct institution *organisation_institution_by_id(const struct organisation *organisation, int64_t id);
const struct institution *organisation_institution_by_code(const struct organisation *organisation, const char *code);
/* A01 → institution, valid on that date. NULL: nobody's. */
const struct institution *organisation_institution_by_front_page(const struct organisation *organisation, const char *a01,
                                                                 int32_t date);
const struct institution *organisation_root(const struct organisation *organisation);
bool institution_is_valid(const struct institution *institution, int32_t date);
/* `institution` itself or below `node`. */
bool institution_is_under(const struct institution *institution, const struct institution *node);

/* ---- people ---- */

const struct department *organisation_department(const struct organisation *organisation, const char *code_or_name);
size_t organisation_department_count(const struct organisation *organisation);
const struct department *organisation_department_at(const struct organisation *organisation, size_t i);
const struct post *organisation_post(const struct organisation *organisation, const char *code);
size_t organisation_post_count(const struct organisation *organisation);
const struct post *organisation_post_at(const struct organisation *organisation, size_t i);
const struct person *organisation_person(const struct organisation *organisation, const char *code);
/* Who holds the post on that day; NULL: vacant. */
const struct person *organisation_holder(const struct organisation *organisation, const struct post *post, enum holder_role role,
                                         int32_t date);
/* Whose return is it: the reporter of exactly this kind, else of `*`. NULL: nobody (the desk's). */
const struct post *organisation_reporter(const struct organisation *organisation, const struct institution *institution,
                                         const char *kind);
/* 报送范围: what the county says of this institution and kind on that date, beside the kind's own types. `date` DATE_NONE: of any
 * day (a `no` counts only if it is for ever). false: nothing. */
bool organisation_says_returned(const struct organisation *organisation, const struct institution *institution, const char *kind,
                                int32_t date, bool *ret_returned);
/* The kinds that the reporters' rows name, `*` among them, and where. */
size_t organisation_reporter_count(const struct organisation *organisation);
const char *organisation_reporter_kind(const struct organisation *organisation, size_t i);
struct place organisation_reporter_place(const struct organisation *organisation, size_t i);
size_t organisation_return_count(const struct organisation *organisation);
/* The kind's name of the i-th row, and where it stands. */
const char *organisation_return_kind(const struct organisation *organisation, size_t i);
struct place organisation_return_place(const struct organisation *organisation, size_t i);
size_t organisation_line_count(const struct organisation *organisation);
const struct line *organisation_line_at(const struct organisation *organisation, size_t i);
const struct line *organisation_line(const struct organisation *organisation, const char *duty_id);
/* 发文名义, 联系人 and the like; NULL when not given. Keys: signature, sms_signature, desk_post, contact, contact_phone, … */
const char *organisation_office(const struct organisation *organisation, const char *key);
/* The first month that the county asks data of (office.tsv: data_from); INT32_MIN: all. */
int32_t organisation_data_from(const struct organisation *organisation);
const struct post *organisation_desk(const struct organisation *organisation);
size_t organisation_ledger_count(const struct organisation *organisation);
const struct ledger_entry *organisation_ledger_at(const struct organisation *organisation, size_t i);
/* Of the institution itself before that of the whole duty; NULL: neither. */
const struct ledger_entry *organisation_ledger(const struct organisation *organisation, const char *duty_id,
                                               const struct institution *institution);
/* What it says; ENDING_NONE without an entry. */
enum duty_ending organisation_ending(const struct organisation *organisation, const char *duty_id,
                                     const struct institution *institution);

/* Who hears: the holder of the post; vacant: A → B → the desk, never a superior (users.md §2.4). For a B who is not there nobody
 * stands in: A, or who receives for A, was told already. */
struct recipient {
    const struct person *person;
    const struct post *post; /* the post the person is addressed for: the duty's, or the desk's */
    enum holder_role role;   /* the role that the person really holds */
    bool stands_in;          /* the wanted holder was vacant */
};
/* false: not even the desk has a holder, or the post has no B (the caller keeps the notice as undeliverable and says so). */
bool organisation_recipient(const struct organisation *organisation, const struct post *post, enum holder_role role, int32_t date,
                            struct recipient *ret);

#endif
