/* render.c: model/template and model/letter do the wording; here is what belongs to the letter as a whole. */
#include "notify/render.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "model/catalog.h"
#include "model/fact.h"
#include "model/letter.h"
#include "model/notice_fact.h"
#include "model/organisation.h"

#define LIST_TEMPLATE "清单"
/* Half of the hash says it; a header line stays short. */
#define ID_HEX 32

/* One letter in the making: facts are large, so they live on the heap. */
struct rendering {
    const struct render_request *request;
    struct facts *facts, reader;
    struct letter_part *parts;
    enum reason *ret_reason;
    const char **ret_param;
};

static enum status refuse(struct rendering *r, enum reason reason, const char *param)
{
    *r->ret_reason = reason;
    *r->ret_param = param;
    return ST_BAD_INPUT;
}

/* ---- parts ---- */

static enum status make_parts(struct rendering *r)
{
    const struct render_request *q = r->request;
    for (size_t i = 0; i < q->n; i++) {
        const struct notice *notice = &q->notices[i];
        facts_init(&r->facts[i]);
        if (facts_parse_json(&r->facts[i], notice->facts, strlen(notice->facts)) != ST_OK)
            return refuse(r, REASON_E_NTF_034, "");
        notice_facts_renew(&r->facts[i], catalog_calendar(q->alliance->catalog), q->now_us, q->left_on);
        const struct template *template = catalog_template(q->alliance->catalog, notice->template, content_level_form(q->level));
        if (template == NULL)
            return q->level == CONTENT_FULL ? refuse(r, REASON_E_NTF_034, "")
                                            : refuse(r, REASON_E_NTF_035, content_level_name(q->level));
        r->parts[i] = (struct letter_part){.template = template,
                                           .facts = &r->facts[i],
                                           .deadline_us = fact_get_us(&r->facts[i], FACT_DUE_US),
                                           .key = notice->notice_key};
    }
    return ST_OK;
}

static enum status make_reader(struct rendering *r)
{
    const struct render_request *q = r->request;
    const struct organisation *organisation = q->alliance->organisation;
    const struct notice *first = &q->notices[0];
    struct recipient to = {.person = organisation_person(organisation, first->person),
                           .post = organisation_post(organisation, first->post),
                           .role = strcmp(first->role, "B") == 0 ? ROLE_B : ROLE_A};
    if (to.person == NULL)
        return refuse(r, REASON_E_NTF_033, "");
    if (to.post == NULL) /* the post was given up meanwhile */
        to.post = organisation_desk(organisation);
    if (to.post == NULL || reader_facts(organisation, &to, &to, 1, q->now_us, &r->reader) != ST_OK)
        return refuse(r, REASON_E_NTF_034, "");
    return ST_OK;
}

static enum status compose(struct rendering *r, struct text *subject, struct text *body)
{
    const struct render_request *q = r->request;
    const struct template *list = catalog_template(q->alliance->catalog, LIST_TEMPLATE, content_level_form(q->level));
    enum status st = make_parts(r);
    if (st == ST_OK && q->n > 1)
        st = list == NULL ? refuse(r, REASON_E_NTF_034, "") : make_reader(r);
    if (st != ST_OK)
        return st;
    if (q->placed) {
        text_append(subject, LETTER_STAMP);
        text_append(body, LETTER_STAMP "本信的日期是演示时钟的日期。\n\n");
    }
    if (letter_compose(list, &r->reader, r->parts, q->n, q->level == CONTENT_FULL, subject, body) != ST_OK || subject->overflow ||
        body->overflow)
        return refuse(r, REASON_E_NTF_034, "");
    return ST_OK;
}

enum status render_letter(const struct render_request *request, struct text *subject, struct text *body, enum reason *ret_reason,
                          const char **ret_param)
{
    struct rendering r = {.request = request, .ret_reason = ret_reason, .ret_param = ret_param};
    if (request->n == 0 || request->n > LETTER_PARTS_MAX)
        return refuse(&r, REASON_E_NTF_040, "");
    r.facts = calloc(request->n, sizeof *r.facts);
    r.parts = calloc(request->n, sizeof *r.parts);
    facts_init(&r.reader);
    enum status st = r.facts == NULL || r.parts == NULL ? ST_RETRY : compose(&r, subject, body);
    for (size_t i = 0; r.facts != NULL && i < request->n; i++)
        facts_done(&r.facts[i]);
    facts_done(&r.reader);
    free(r.facts);
    free(r.parts);
    return st;
}

void render_message_id(struct text *out, const char *alliance, const char *person, const char *channel, int32_t day,
                       int64_t sequence, const char *from)
{
    scoped(text_done) struct text name;
    char hex[HASH_HEX_SIZE];
    text_init(&name, 1000);
    text_printf(&name, "%s|%s|%s|%" PRId32 "|%" PRId64, alliance, person, channel, day, sequence);
    hash_sha256_hex(name.s, name.len, hex);
    const char *domain = strrchr(from, '@');
    text_printf(out, "<%.*s@%s>", ID_HEX, hex, domain == NULL || domain[1] == '\0' ? "duban.invalid" : domain + 1);
}
