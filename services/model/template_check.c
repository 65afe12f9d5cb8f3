/* template_check.c: every template against its form, and against each channel that would speak in it.
 *
 * Longest values: notice_field.c knows those that are the same everywhere (a date, a telephone number, the six characters of a
 * 事项简称); what stands in the catalog (短码, 报表名) is measured there. */
#include "model/template_check.h"

#include <stdio.h>
#include <string.h>

#include "lib/nearest.h"
#include "lib/text.h"
#include "lib/utf8.h"
#include "model/kind.h"
#include "model/notice_fact.h"
#include "model/notice_words.h"
#include "model/rules.h"
#include "model/template.h"

#define NUMBER_SIZE 24

static const char *number(char out[static NUMBER_SIZE], size_t n)
{
    snprintf(out, NUMBER_SIZE, "%zu", n);
    return out;
}

static enum content_level level_of_form(const char *form)
{
    if (strcmp(form, TEMPLATE_FORM_SMS) == 0)
        return CONTENT_TITLE;
    return strcmp(form, TEMPLATE_FORM_IM) == 0 ? CONTENT_BRIEF : CONTENT_FULL;
}

static struct place place_of(const struct template *template, const struct template_field *field)
{
    return (struct place){.file = template_path(template), .line = field->line, .column_name = field->name};
}

/* ---- what it carries ---- */

static void check_levels(const struct template *template, struct problems *problems)
{
    const char *form = template_form(template);
    enum content_level most = level_of_form(form);
    struct template_field field;
    for (size_t i = 0; template_field(template, i, &field); i++) {
        const struct notice_field *known = notice_field_find(field.name);
        struct place at = place_of(template, &field);
        if (known != NULL && !field.full_only && known->level > most)
            problems_add(problems, REASON_E_CAT_290, &at, field.name, content_level_name(known->level), form,
                         content_level_name(most));
    }
}

/* ---- how long a text message may be ---- */

static size_t characters(const char *words)
{
    return utf8_count(words, strlen(words));
}

static size_t longest_short_code(const struct catalog *catalog)
{
    const struct plan *plan = catalog_plan(catalog);
    size_t most = 1;
    for (size_t i = 0; plan != NULL && i < plan->n_duties; i++) {
        size_t n = characters(duty_short_code(&plan->duties[i]));
        most = n > most ? n : most;
    }
    return most;
}

static size_t longest_kind(const struct catalog *catalog)
{
    size_t most = 1;
    for (size_t i = 0; i < catalog_kind_count(catalog); i++) {
        size_t n = characters(catalog_kind_at(catalog, i)->zh);
        most = n > most ? n : most;
    }
    return most;
}

/* 0: it may be of any length. */
static size_t longest(const char *field, const void *arg)
{
    if (strcmp(field, "短码") == 0)
        return longest_short_code(arg);
    if (strcmp(field, "报表名") == 0)
        return longest_kind(arg);
    return notice_field_longest(field);
}

static void check_length(const struct catalog *catalog, const struct template *template, struct problems *problems)
{
    struct place whole = {.file = template_path(template), .line = 1};
    struct template_field field;
    scoped(text_done) struct text reckoned;
    char most[NUMBER_SIZE], n[NUMBER_SIZE];
    bool is_bounded = true;
    text_init(&reckoned, PROBLEM_PARAM_MAX_BYTES);
    for (size_t i = 0; template_field(template, i, &field); i++) {
        struct place at = place_of(template, &field);
        size_t length = longest(field.name, catalog);
        text_printf(&reckoned, "%s%s%zu", i == 0 ? "" : "，", field.name, length);
        if (length == 0)
            problems_add(problems, REASON_E_CAT_292, &at, field.name);
        is_bounded = is_bounded && length > 0;
    }
    size_t length = template_longest(template, longest, catalog);
    if (is_bounded && length > SMS_MAX_CHARACTERS)
        problems_add(problems, REASON_E_CAT_291, &whole, number(n, length), number(most, SMS_MAX_CHARACTERS), reckoned.s);
}

void template_check_office(const struct catalog *catalog, const struct organisation *organisation, struct problems *problems)
{
    static const char *const office[][2] = {{"签名", "sms_signature"}, {"联系电话", "contact_phone"}};
    bool speaks = false;
    for (size_t i = 0; catalog_template_at(catalog, i) != NULL; i++)
        speaks = speaks || strcmp(template_form(catalog_template_at(catalog, i)), TEMPLATE_FORM_SMS) == 0;
    for (size_t i = 0; speaks && i < sizeof(office) / sizeof(office[0]); i++) {
        const char *words = organisation_office(organisation, office[i][1]);
        size_t most = notice_field_longest(office[i][0]);
        char n[NUMBER_SIZE], limit[NUMBER_SIZE];
        struct place at = {.file = "office.tsv", .column_name = office[i][1]};
        if (words == NULL || words[0] == '\0')
            problems_add(problems, REASON_W_CAT_361, &at, office[i][1], office[i][0]);
        else if (characters(words) > most)
            problems_add(problems, REASON_E_CAT_293, &at, words, number(n, characters(words)), number(limit, most));
    }
}

/* ---- what the channels speak ---- */

static void check_channel(const struct catalog *catalog, const struct channel_rule *channel, const char *name,
                          struct problems *problems)
{
    const char *form = content_level_form(channel->content);
    const struct template *template = catalog_template(catalog, name, form);
    struct place at = {.file = channel->file, .line = channel->line, .column_name = channel->channel};
    struct template_field field;
    if (template == NULL)
        problems_add(problems, REASON_E_CAT_242, &at, name, form);
    for (size_t i = 0; template != NULL && template_field(template, i, &field); i++) {
        const struct notice_field *known = notice_field_find(field.name);
        at = place_of(template, &field);
        /* what is above the form's own level was told already */
        if (known != NULL && !field.full_only && known->level > channel->content && known->level <= level_of_form(form))
            problems_add(problems, REASON_E_CAT_246, &at, field.name, channel->channel);
    }
}

/* In the form in which titles are quoted and previews begin, whatever the channels. `at` is who names it; a service does in no
 * file: then the place is the file that should be there. */
static void check_there(const struct catalog *catalog, const char *name, const char *form, const struct place *at,
                        struct problems *problems)
{
    scoped(text_done) struct text path;
    text_init(&path, PROBLEM_PARAM_MAX_BYTES);
    text_printf(&path, "base/templates/%s.%s.txt", name, form);
    struct place missing = {.file = path.s, .line = 1};
    struct nearest meant = nearest_begin(name);
    for (size_t i = 0; catalog_template_at(catalog, i) != NULL; i++)
        nearest_offer(&meant, template_name(catalog_template_at(catalog, i)));
    if (catalog_template(catalog, name, form) == NULL)
        problems_add(problems, REASON_E_CAT_242, at == NULL ? &missing : at, name, form, nearest_found(&meant));
}

/* Every template that a rung or a service names. */
static void check_named(const struct catalog *catalog, struct problems *problems)
{
    static const char *const always[] = {"清单", "更正", "调整", "退回补正", "启用摘要", "未送达", "搁置"};
    const struct rules *rules = catalog_rules(catalog);
    const char *seen[LADDER_COUNT * LADDER_RUNGS_MAX + sizeof(always) / sizeof(always[0])];
    struct place named[sizeof seen / sizeof seen[0]] = {{0}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
        seen[n++] = always[i];
    for (unsigned l = 0; l < LADDER_COUNT; l++) {
        for (size_t r = 0; r < rules->ladders[l].n; r++) {
            const struct rung *rung = &rules->ladders[l].rungs[r];
            const char *name = rung->template;
            bool is_new = name != NULL;
            for (size_t i = 0; is_new && i < n; i++)
                is_new = strcmp(seen[i], name) != 0;
            if (is_new) {
                named[n] = (struct place){.file = rung->file, .line = rung->line, .column_name = "template"};
                seen[n++] = name;
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        check_there(catalog, seen[i], TEMPLATE_FORM_FULL, named[i].file == NULL ? NULL : &named[i], problems);
        for (size_t c = 0; c < rules->n_channels; c++)
            if (rules->channels[c].content != CONTENT_FULL)
                check_channel(catalog, &rules->channels[c], seen[i], problems);
    }
    static const enum relation foreign[] = {RELATION_PEER, RELATION_SUPERIOR};
    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
        check_there(catalog, draft_letter_template(foreign[i]), TEMPLATE_FORM_LETTER, NULL, problems);
}

void template_check(const struct catalog *catalog, struct problems *problems)
{
    for (size_t i = 0; catalog_template_at(catalog, i) != NULL; i++) {
        const struct template *template = catalog_template_at(catalog, i);
        check_levels(template, problems);
        if (strcmp(template_form(template), TEMPLATE_FORM_SMS) == 0)
            check_length(catalog, template, problems);
    }
    check_named(catalog, problems);
}
