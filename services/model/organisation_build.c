/* organisation_build.c: from rows to an organisation: every reference resolved, every problem told with its line. */
#include "model/organisation_private.h"

#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "lib/nearest.h"
#include "model/unread.h"

struct build {
    struct organisation *organisation;
    const struct organisation_builder *builder;
    struct problems *problems;
    struct unread *unread;
    const struct organisation_row *row; /* the one at hand, for messages */
};

static void complain(struct build *build, enum reason reason, const char *column, const char *first, const char *second)
{
    struct place at = {.column_name = column};
    if (build->row != NULL) {
        at.file = build->row->file;
        at.line = build->row->line;
    }
    problems_add(build->problems, reason, &at, first, second);
}

/* A code that no row of the table has: the nearest that one has is named too. */
static void complain_missing(struct build *build, const char *column, const char *what, enum organisation_table table,
                             const char *code)
{
    struct place at = {.file = build->row->file, .line = build->row->line, .column_name = column};
    const struct organisation_rows *rows = &build->builder->tables[table];
    struct nearest meant = nearest_begin(code);
    for (size_t i = 0; i < rows->n; i++)
        nearest_offer(&meant, rows->at[i].cells[0]);
    problems_add(build->problems, REASON_E_CAT_208, &at, what, code, nearest_found(&meant));
}

/* A copy of the cell; NULL when it is empty. */
static const char *optional(struct build *build, int cell)
{
    const char *text = build->row->cells[cell];
    return *text == '\0' ? NULL : arena_text(&build->organisation->arena, text);
}

static const char *needed(struct build *build, int cell, const char *column)
{
    if (build->row->cells[cell][0] == '\0')
        complain(build, REASON_E_CAT_207, column, column, NULL);
    return arena_text(&build->organisation->arena, build->row->cells[cell]);
}

static void row_stands(const struct build *build, const char **ret_file, int64_t *ret_line)
{
    *ret_file = arena_text(&build->organisation->arena, build->row->file);
    *ret_line = build->row->line;
}

static int32_t date_cell(struct build *build, int cell, const char *column)
{
    const char *text = build->row->cells[cell];
    struct date_read read;
    if (*text == '\0')
        return DATE_NONE;
    if (date_parse(text, strlen(text), &read) == ST_OK && !read.has_time)
        return read.date;
    complain(build, REASON_E_CAT_206, column, text, NULL);
    return DATE_NONE;
}

static void dates_cells(struct build *build, int cell, int32_t *from, int32_t *to)
{
    *from = date_cell(build, cell, "from");
    *to = date_cell(build, cell + 1, "to");
    if (*from != DATE_NONE && *to != DATE_NONE && *to < *from)
        complain(build, REASON_E_CAT_213, NULL, NULL, NULL);
}

static int64_t number_cell(struct build *build, int cell, const char *column, int64_t max)
{
    const char *text = build->row->cells[cell];
    char *end;
    long long number = strtoll(text, &end, 10);
    if (*text == '\0' || (*end == '\0' && number >= 0 && number <= max))
        return number;
    complain(build, REASON_E_CAT_219, column, "0, 1, 2, …", text);
    return 0;
}

static void build_institution(struct build *build, size_t i)
{
    struct institution *institution = &build->organisation->institutions[i];
    institution->code = needed(build, 0, "code");
    institution->name = needed(build, 1, "name");
    const char *short_name = optional(build, 2);
    institution->short_name = short_name == NULL ? institution->name : short_name;
    if (institution_type_parse(build->row->cells[3], &institution->type) != ST_OK)
        complain(build, REASON_E_CAT_219, "type",
                 "county, group, lead_hospital, specialist_hospital, private_hospital, township_centre, community_centre, "
                 "village_clinic, public_agency, unit",
                 build->row->cells[3]);
    institution->level = (int)number_cell(build, 4, "level", INSTITUTION_LEVEL_MAX);
    institution->front_page_code = optional(build, 6);
    dates_cells(build, 7, &institution->valid_from, &institution->valid_to);
    institution->id =
        build->row->cells[9] == NULL || build->row->cells[9][0] == '\0' ? (int64_t)i + 1 : number_cell(build, 9, "id", INT64_MAX);
}

static void build_department(struct build *build, size_t i)
{
    static const char *const words[] = {"own", "subordinate", "peer", "superior"};
    struct department *department = &build->organisation->departments[i];
    department->code = needed(build, 0, "code");
    department->name = needed(build, 1, "name");
    for (unsigned r = 0; r < 4; r++) {
        if (strcmp(words[r], build->row->cells[3]) == 0) {
            department->relation = (enum relation)r;
            return;
        }
    }
    complain(build, REASON_E_CAT_219, "relation", "own, subordinate, peer, superior", build->row->cells[3]);
}

static void build_person(struct build *build, size_t i)
{
    struct person *person = &build->organisation->persons[i];
    const char *channel = build->row->cells[5];
    person->code = needed(build, 0, "code");
    person->name = needed(build, 1, "name");
    const char *salutation = optional(build, 2);
    person->salutation = salutation == NULL ? person->name : salutation;
    person->email = optional(build, 3);
    person->phone = optional(build, 4);
    if (strcmp(channel, "letterbox") == 0)
        person->channels = CHANNEL_LETTERBOX;
    else if (strcmp(channel, "smtp") == 0)
        person->channels = CHANNEL_SMTP;
    else if (strcmp(channel, "both") == 0)
        person->channels = CHANNEL_LETTERBOX | CHANNEL_SMTP;
    else
        complain(build, REASON_E_CAT_219, "channel", "letterbox, smtp, both", channel);
    if ((person->channels & CHANNEL_SMTP) != 0 && person->email == NULL)
        complain(build, REASON_E_CAT_217, "email", person->code, NULL);
}

static void build_post(struct build *build, size_t i)
{
    struct post *post = &build->organisation->posts[i];
    post->code = needed(build, 0, "code");
    post->name = needed(build, 1, "name");
    post->owner_code = needed(build, 2, "owner");
    post->phone = optional(build, 3);
    const struct department *department = organisation_department(build->organisation, post->owner_code);
    const struct institution *institution = organisation_institution_by_code(build->organisation, post->owner_code);
    post->owner_name = department != NULL ? department->name : institution != NULL ? institution->name : post->owner_code;
    if (department == NULL && institution == NULL)
        complain_missing(build, "owner", "department, institution", TABLE_DEPARTMENT, post->owner_code);
}

static const struct post *post_cell(struct build *build, int cell)
{
    const char *code = build->row->cells[cell];
    const struct post *post = organisation_post(build->organisation, code);
    if (post == NULL)
        complain_missing(build, "post", "post", TABLE_POST, code);
    return post;
}

/* Notices go to it. Peers and superiors are never addressed: they get letters that people sign (law 12). */
static const struct post *told_post(struct build *build, const struct post *post)
{
    const struct department *owner = post == NULL ? NULL : organisation_department(build->organisation, post->owner_code);
    if (owner != NULL && relation_is_foreign(owner->relation))
        complain(build, REASON_E_CAT_277, "post", post->code, owner->name);
    return post;
}

static const struct institution *institution_cell(struct build *build, int cell)
{
    const char *code = build->row->cells[cell];
    const struct institution *institution = organisation_institution_by_code(build->organisation, code);
    if (institution == NULL)
        complain_missing(build, "institution", "institution", TABLE_INSTITUTION, code);
    return institution;
}

static void build_holder(struct build *build, size_t i)
{
    struct holder *holder = &build->organisation->holders[i];
    const char *role = build->row->cells[2];
    holder->row = build->row;
    holder->post = post_cell(build, 0);
    holder->person = organisation_person(build->organisation, build->row->cells[1]);
    if (holder->person == NULL)
        complain_missing(build, "person", "person", TABLE_PERSON, build->row->cells[1]);
    if (strcmp(role, "A") != 0 && strcmp(role, "B") != 0)
        complain(build, REASON_E_CAT_219, "role", "A, B", role);
    holder->role = strcmp(role, "B") == 0 ? ROLE_B : ROLE_A;
    dates_cells(build, 3, &holder->from, &holder->to);
}

static void build_reporter(struct build *build, size_t i)
{
    struct reporter *reporter = &build->organisation->reporters[i];
    reporter->institution = institution_cell(build, 0);
    reporter->kind = needed(build, 1, "kind");
    reporter->post = told_post(build, post_cell(build, 2));
    row_stands(build, &reporter->file, &reporter->line);
}

static void build_return(struct build *build, size_t i)
{
    struct return_row *row = &build->organisation->returns[i];
    const char *word = build->row->cells[4];
    row_stands(build, &row->file, &row->line);
    row->institution = institution_cell(build, 0);
    row->kind = needed(build, 1, "kind");
    row->returned = strcmp(word, "yes") == 0;
    if (!row->returned && strcmp(word, "no") != 0)
        complain(build, REASON_E_CAT_219, "returned", "yes, no", word);
    dates_cells(build, 2, &row->from, &row->to);
}

static void build_line(struct build *build, size_t i)
{
    struct line *line = &build->organisation->lines[i];
    line->duty = needed(build, 0, "duty");
    line->department = organisation_department(build->organisation, build->row->cells[1]);
    if (line->department == NULL)
        complain_missing(build, "department", "department", TABLE_DEPARTMENT, build->row->cells[1]);
    line->post = told_post(build, post_cell(build, 2));
    line->internal_due = date_cell(build, 3, "internal_due");
    line->supervised_from = date_cell(build, 4, "supervised_from");
    line->cooperating = optional(build, 5);
    row_stands(build, &line->file, &line->line_no);
}

static void build_office(struct build *build, size_t i)
{
    struct office_entry *entry = &build->organisation->office[i];
    *entry = (struct office_entry){needed(build, 0, "key"), needed(build, 1, "value")};
    if (strcmp(entry->key, OFFICE_DESK_POST) == 0)
        (void)told_post(build, organisation_post(build->organisation, entry->value));
}

/* A ledger that was kept before there was the column, or leaves it empty, says closed. */
static enum duty_ending ending_cell(struct build *build, int cell)
{
    static const struct {
        const char *word;
        enum duty_ending ending;
    } words[] = {{"", ENDING_CLOSED}, {"closed", ENDING_CLOSED}, {"adjusted", ENDING_ADJUSTED}, {"terminated", ENDING_TERMINATED}};
    const char *text = build->row->cells[cell] == NULL ? "" : build->row->cells[cell];
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].word, text) == 0)
            return words[i].ending;
    complain(build, REASON_E_CAT_219, "ending", "closed, adjusted, terminated", text);
    return ENDING_CLOSED;
}

static void build_ledger(struct build *build, size_t i)
{
    struct ledger_entry *entry = &build->organisation->ledger[i];
    entry->duty = needed(build, 0, "duty");
    entry->institution = build->row->cells[1][0] == '\0' ? NULL : institution_cell(build, 1);
    entry->closed_on = date_cell(build, 2, "closed_on");
    entry->evidence = needed(build, 3, "evidence");
    entry->note = optional(build, 4);
    entry->ending = ending_cell(build, 5);
    row_stands(build, &entry->file, &entry->line_no);
}

/* Parents and superiors, once all rows of their table are there. */
static void link_institution(struct build *build, size_t i)
{
    const char *parent = build->row->cells[5];
    if (*parent == '\0')
        return;
    build->organisation->institutions[i].parent = institution_cell(build, 5);
    if (build->organisation->institutions[i].parent == NULL)
        unread_add(build->unread, UNREAD_TREE, NULL);
}

static void link_department(struct build *build, size_t i)
{
    const char *superior = build->row->cells[2];
    if (*superior == '\0')
        return;
    build->organisation->departments[i].superior = organisation_department(build->organisation, superior);
    if (build->organisation->departments[i].superior == NULL)
        complain_missing(build, "superior_code", "department", TABLE_DEPARTMENT, superior);
}

/* What others would miss, or believe wrongly, of a table with this error. */
static void table_is_faulty(struct unread *unread, enum organisation_table table)
{
    switch (table) {
    case TABLE_INSTITUTION: unread_add(unread, UNREAD_SCOPE, NULL); break; /* a type, a parent, a date: who is in a scope? */
    case TABLE_HOLDER: unread_add(unread, UNREAD_HOLDER, NULL); break;
    case TABLE_REPORTER: unread_add(unread, UNREAD_REPORTER, NULL); break;
    default: break;
    }
}

void organisation_table_is_unread(struct unread *unread, enum organisation_table table)
{
    static const enum unread_class classes[ORGANISATION_TABLE_COUNT] = {[TABLE_INSTITUTION] = UNREAD_INSTITUTION,
                                                                        [TABLE_DEPARTMENT] = UNREAD_DEPARTMENT,
                                                                        [TABLE_POST] = UNREAD_POST,
                                                                        [TABLE_PERSON] = UNREAD_PERSON,
                                                                        [TABLE_HOLDER] = UNREAD_HOLDER,
                                                                        [TABLE_REPORTER] = UNREAD_REPORTER,
                                                                        [TABLE_LINE] = UNREAD_LINE,
                                                                        [TABLE_OFFICE] = UNREAD_OFFICE,
                                                                        [TABLE_LEDGER] = UNREAD_LINE};
    if (table != TABLE_LEDGER && table != TABLE_RETURN) /* nobody asks whether a row of them is there */
        unread_add(unread, classes[table], NULL);
    if (table == TABLE_INSTITUTION)
        unread_add(unread, UNREAD_TREE, NULL);
    table_is_faulty(unread, table);
}

static void each_row(struct build *build, enum organisation_table table, void (*step)(struct build *, size_t))
{
    const struct organisation_rows *rows = &build->builder->tables[table];
    uint64_t errors_before = build->problems->errors;
    for (size_t i = 0; i < rows->n; i++) {
        build->row = &rows->at[i];
        step(build, i);
    }
    build->row = NULL;
    if (build->problems->errors != errors_before)
        table_is_faulty(build->unread, table);
}

static struct organisation *allocate(const struct organisation_builder *builder)
{
    struct organisation *o = calloc(1, sizeof(*o));
    if (o == NULL)
        return NULL;
    arena_init(&o->arena);
    o->alliance_id = builder->alliance_id;
    const struct {
        enum organisation_table table;
        void *array;
        size_t *n, size;
    } arrays[] = {
        {TABLE_INSTITUTION, &o->institutions, &o->n_institutions, sizeof(*o->institutions)},
        {TABLE_DEPARTMENT, &o->departments, &o->n_departments, sizeof(*o->departments)},
        {TABLE_RETURN, &o->returns, &o->n_returns, sizeof(*o->returns)},
        {TABLE_POST, &o->posts, &o->n_posts, sizeof(*o->posts)},
        {TABLE_PERSON, &o->persons, &o->n_persons, sizeof(*o->persons)},
        {TABLE_HOLDER, &o->holders, &o->n_holders, sizeof(*o->holders)},
        {TABLE_REPORTER, &o->reporters, &o->n_reporters, sizeof(*o->reporters)},
        {TABLE_LINE, &o->lines, &o->n_lines, sizeof(*o->lines)},
        {TABLE_OFFICE, &o->office, &o->n_office, sizeof(*o->office)},
        {TABLE_LEDGER, &o->ledger, &o->n_ledger, sizeof(*o->ledger)},
    };
    for (size_t i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
        *arrays[i].n = builder->tables[arrays[i].table].n;
        *(void **)arrays[i].array = arena_alloc(&o->arena, *arrays[i].n + 1, arrays[i].size);
    }
    return o;
}

enum status organisation_build_readable(struct organisation_builder *builder, struct problems *problems, struct unread *unread,
                                        struct organisation **ret)
{
    uint64_t errors_before = problems->errors;
    struct organisation *organisation = builder->overflow ? NULL : allocate(builder);
    if (organisation == NULL)
        return ST_RETRY;
    struct build build = {organisation, builder, problems, unread, NULL};
    each_row(&build, TABLE_INSTITUTION, build_institution);
    organisation_index(organisation, builder, problems);
    each_row(&build, TABLE_INSTITUTION, link_institution);
    each_row(&build, TABLE_RETURN, build_return);
    each_row(&build, TABLE_DEPARTMENT, build_department);
    each_row(&build, TABLE_DEPARTMENT, link_department);
    each_row(&build, TABLE_PERSON, build_person);
    each_row(&build, TABLE_POST, build_post);
    each_row(&build, TABLE_HOLDER, build_holder);
    each_row(&build, TABLE_REPORTER, build_reporter);
    each_row(&build, TABLE_LINE, build_line);
    each_row(&build, TABLE_OFFICE, build_office);
    each_row(&build, TABLE_LEDGER, build_ledger);
    organisation_check(organisation, builder, problems);
    *ret = organisation;
    return problems->errors == errors_before ? ST_OK : ST_BAD_INPUT;
}

enum status organisation_build(struct organisation_builder *builder, struct problems *problems, struct organisation **ret)
{
    struct organisation *organisation = NULL;
    scoped(unread_done) struct unread unread;
    unread_init(&unread);
    enum status st = organisation_build_readable(builder, problems, &unread, &organisation);
    unread_drop_follow_on(&unread, problems);
    if (st == ST_OK)
        *ret = organisation;
    else
        organisation_free(organisation);
    return st;
}
