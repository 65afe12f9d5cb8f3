/* organisation.c: questions to a finished organisation. Small tables are walked; institutions are looked up by sorted pointers. */
#include "model/organisation_private.h"

#include <stdlib.h>
#include <string.h>

#include "lib/date.h"

static const struct {
    const char *word, *zh;
} TYPES[] = {
#define TYPE_ROW(name, word, zh) {#word, zh},
    INSTITUTION_TYPE_TABLE(TYPE_ROW)
#undef TYPE_ROW
};

const char *institution_type_name(enum institution_type type)
{
    return (unsigned)type < INSTITUTION_TYPE_COUNT ? TYPES[type].word : "?";
}

const char *institution_type_zh(enum institution_type type)
{
    return (unsigned)type < INSTITUTION_TYPE_COUNT ? TYPES[type].zh : "?";
}

enum status institution_type_parse(const char *word, enum institution_type *ret)
{
    for (unsigned i = 0; i < INSTITUTION_TYPE_COUNT; i++) {
        if (strcmp(TYPES[i].word, word) == 0) {
            *ret = (enum institution_type)i;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

bool institution_type_is_node(enum institution_type type)
{
    return type == INSTITUTION_COUNTY || type == INSTITUTION_GROUP;
}

bool institution_type_is_hospital(enum institution_type type)
{
    return type == INSTITUTION_LEAD || type == INSTITUTION_SPECIALIST || type == INSTITUTION_PRIVATE;
}

bool relation_is_foreign(enum relation relation)
{
    return relation == RELATION_PEER || relation == RELATION_SUPERIOR;
}

const char *relation_name(enum relation relation)
{
    switch (relation) {
    case RELATION_OWN: return "own";
    case RELATION_SUBORDINATE: return "subordinate";
    case RELATION_PEER: return "peer";
    case RELATION_SUPERIOR: return "superior";
    }
    return "?";
}

void organisation_free(struct organisation *organisation)
{
    if (organisation == NULL)
        return;
    arena_done(&organisation->arena);
    free(organisation);
}

int64_t organisation_alliance_id(const struct organisation *organisation)
{
    return organisation->alliance_id;
}

size_t organisation_institution_count(const struct organisation *organisation)
{
    return organisation->n_institutions;
}

const struct institution *organisation_institution_at(const struct organisation *organisation, size_t i)
{
    return i < organisation->n_institutions ? &organisation->institutions[i] : NULL;
}

static int compare_key_id(const void *key, const void *at)
{
    int64_t a = *(const int64_t *)key, b = (*(const struct institution *const *)at)->id;
    return (a > b) - (a < b);
}

static int compare_key_code(const void *key, const void *at)
{
    return strcmp(key, (*(const struct institution *const *)at)->code);
}

const struct institution *organisation_institution_by_id(const struct organisation *organisation, int64_t id)
{
    const struct institution *const *found = bsearch(&id, organisation->institutions_by_id, organisation->n_institutions,
                                                     sizeof(*organisation->institutions_by_id), compare_key_id);
    return found == NULL ? NULL : *found;
}

const struct institution *organisation_institution_by_code(const struct organisation *organisation, const char *code)
{
    if (code == NULL)
        return NULL;
    const struct institution *const *found = bsearch(code, organisation->institutions_by_code, organisation->n_institutions,
                                                     sizeof(*organisation->institutions_by_code), compare_key_code);
    return found == NULL ? NULL : *found;
}

const struct institution *organisation_institution_by_front_page(const struct organisation *organisation, const char *a01,
                                                                 int32_t date)
{
    for (size_t i = 0; i < organisation->n_institutions; i++) {
        const struct institution *institution = &organisation->institutions[i];
        if (text_equal(institution->front_page_code, a01) && institution_is_valid(institution, date))
            return institution;
    }
    return NULL;
}

const struct institution *organisation_root(const struct organisation *organisation)
{
    return organisation->root;
}

static bool is_valid(int32_t from, int32_t to, int32_t date)
{
    return (from == DATE_NONE || date >= from) && (to == DATE_NONE || date <= to);
}

bool institution_is_valid(const struct institution *institution, int32_t date)
{
    return is_valid(institution->valid_from, institution->valid_to, date);
}

bool institution_is_under(const struct institution *institution, const struct institution *node)
{
    while (institution != NULL && institution != node)
        institution = institution->parent;
    return institution != NULL;
}

const struct department *organisation_department(const struct organisation *organisation, const char *code_or_name)
{
    for (size_t i = 0; i < organisation->n_departments; i++)
        if (text_equal(organisation->departments[i].code, code_or_name))
            return &organisation->departments[i];
    for (size_t i = 0; i < organisation->n_departments; i++)
        if (text_equal(organisation->departments[i].name, code_or_name))
            return &organisation->departments[i];
    return NULL;
}

const struct post *organisation_post(const struct organisation *organisation, const char *code)
{
    for (size_t i = 0; i < organisation->n_posts; i++)
        if (text_equal(organisation->posts[i].code, code))
            return &organisation->posts[i];
    return NULL;
}

size_t organisation_department_count(const struct organisation *organisation)
{
    return organisation->n_departments;
}

const struct department *organisation_department_at(const struct organisation *organisation, size_t i)
{
    return i < organisation->n_departments ? &organisation->departments[i] : NULL;
}

size_t organisation_post_count(const struct organisation *organisation)
{
    return organisation->n_posts;
}

const struct post *organisation_post_at(const struct organisation *organisation, size_t i)
{
    return i < organisation->n_posts ? &organisation->posts[i] : NULL;
}

const struct person *organisation_person(const struct organisation *organisation, const char *code)
{
    for (size_t i = 0; i < organisation->n_persons; i++)
        if (text_equal(organisation->persons[i].code, code))
            return &organisation->persons[i];
    return NULL;
}

const struct person *organisation_holder(const struct organisation *organisation, const struct post *post, enum holder_role role,
                                         int32_t date)
{
    for (size_t i = 0; post != NULL && i < organisation->n_holders; i++) {
        const struct holder *holder = &organisation->holders[i];
        if (holder->post == post && holder->role == role && is_valid(holder->from, holder->to, date))
            return holder->person;
    }
    return NULL;
}

bool organisation_says_returned(const struct organisation *organisation, const struct institution *institution, const char *kind,
                                int32_t date, bool *ret_returned)
{
    for (size_t i = 0; i < organisation->n_returns; i++) {
        const struct return_row *row = &organisation->returns[i];
        bool is_then = (row->from == DATE_NONE || row->from <= date) && (row->to == DATE_NONE || date <= row->to);
        if (date == DATE_NONE)
            is_then = row->returned || (row->from == DATE_NONE && row->to == DATE_NONE);
        if (row->institution != institution || !is_then || strcmp(row->kind, kind) != 0)
            continue;
        *ret_returned = row->returned;
        return true;
    }
    return false;
}

size_t organisation_return_count(const struct organisation *organisation)
{
    return organisation->n_returns;
}

const char *organisation_return_kind(const struct organisation *organisation, size_t i)
{
    return organisation->returns[i].kind;
}

struct place organisation_return_place(const struct organisation *organisation, size_t i)
{
    const struct return_row *row = &organisation->returns[i];
    return (struct place){.file = row->file, .line = row->line, .column_name = "kind"};
}

size_t organisation_reporter_count(const struct organisation *organisation)
{
    return organisation->n_reporters;
}

const char *organisation_reporter_kind(const struct organisation *organisation, size_t i)
{
    return organisation->reporters[i].kind;
}

struct place organisation_reporter_place(const struct organisation *organisation, size_t i)
{
    const struct reporter *row = &organisation->reporters[i];
    return (struct place){.file = row->file, .line = row->line, .column_name = "kind"};
}

const struct post *organisation_reporter(const struct organisation *organisation, const struct institution *institution,
                                         const char *kind)
{
    const struct post *any = NULL;
    for (size_t i = 0; i < organisation->n_reporters; i++) {
        const struct reporter *reporter = &organisation->reporters[i];
        if (reporter->institution != institution)
            continue;
        if (text_equal(reporter->kind, kind))
            return reporter->post;
        if (strcmp(reporter->kind, "*") == 0)
            any = reporter->post;
    }
    return any;
}

size_t organisation_line_count(const struct organisation *organisation)
{
    return organisation->n_lines;
}

const struct line *organisation_line_at(const struct organisation *organisation, size_t i)
{
    return i < organisation->n_lines ? &organisation->lines[i] : NULL;
}

const struct line *organisation_line(const struct organisation *organisation, const char *duty_id)
{
    for (size_t i = 0; i < organisation->n_lines; i++)
        if (text_equal(organisation->lines[i].duty, duty_id))
            return &organisation->lines[i];
    return NULL;
}

const char *organisation_office(const struct organisation *organisation, const char *key)
{
    for (size_t i = 0; i < organisation->n_office; i++)
        if (text_equal(organisation->office[i].key, key))
            return organisation->office[i].value;
    return NULL;
}

int32_t organisation_data_from(const struct organisation *organisation)
{
    const char *from = organisation_office(organisation, "data_from");
    int32_t month = INT32_MIN;
    return from != NULL && month_parse(from, strlen(from), &month) == ST_OK ? month : INT32_MIN;
}

const struct post *organisation_desk(const struct organisation *organisation)
{
    return organisation->desk;
}

size_t organisation_ledger_count(const struct organisation *organisation)
{
    return organisation->n_ledger;
}

const struct ledger_entry *organisation_ledger_at(const struct organisation *organisation, size_t i)
{
    return &organisation->ledger[i];
}

const struct ledger_entry *organisation_ledger(const struct organisation *organisation, const char *duty_id,
                                               const struct institution *institution)
{
    const struct ledger_entry *of_all = NULL;
    for (size_t i = 0; i < organisation->n_ledger; i++) {
        const struct ledger_entry *entry = &organisation->ledger[i];
        if (!text_equal(entry->duty, duty_id))
            continue;
        if (entry->institution != NULL && entry->institution == institution)
            return entry;
        if (entry->institution == NULL && of_all == NULL)
            of_all = entry;
    }
    return of_all;
}

enum duty_ending organisation_ending(const struct organisation *organisation, const char *duty_id,
                                     const struct institution *institution)
{
    const struct ledger_entry *entry = organisation_ledger(organisation, duty_id, institution);
    return entry == NULL ? ENDING_NONE : entry->ending;
}

bool organisation_recipient(const struct organisation *organisation, const struct post *post, enum holder_role role, int32_t date,
                            struct recipient *ret)
{
    const struct {
        const struct post *post;
        enum holder_role role;
    } order[] = {{post, role}, {post, ROLE_B}, {organisation->desk, ROLE_A}, {organisation->desk, ROLE_B}};
    size_t n = role == ROLE_B ? 1 : sizeof(order) / sizeof(order[0]);
    for (size_t i = 0; i < n; i++) {
        const struct person *person = organisation_holder(organisation, order[i].post, order[i].role, date);
        if (person == NULL)
            continue;
        *ret = (struct recipient){.person = person, .post = order[i].post, .role = order[i].role, .stands_in = i > 0};
        return true;
    }
    return false;
}
