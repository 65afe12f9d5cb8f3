/* What people do with a line, over the command socket of the real duban-alert (users' test 16): who may, what it changes, and what
 * the lists and `why` say while it waits for somebody. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/letter.h"
#include "model/notice_fact.h"
#include "support/alert_world.h"
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

static Duban__Alert__Reply *act(Duban__Alert__ActKind kind, const char *duty, const char *actor, const char *note,
                                const char *document, const char *reviewer)
{
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__ActRequest body = DUBAN__ALERT__ACT_REQUEST__INIT;
    body.kind = kind;
    body.duty = (char *)duty;
    body.actor = (char *)actor;
    body.note = (char *)note;
    body.document = (char *)document;
    body.reviewer = (char *)reviewer;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_ACT;
    request.act = &body;
    return world_ask(&request);
}

/* reason code of the answer */
static const char *tried(Duban__Alert__ActKind kind, const char *duty, const char *actor, const char *note, const char *document,
                         const char *reviewer)
{
    static char code[32];
    Duban__Alert__Reply *reply = act(kind, duty, actor, note, document, reviewer);
    snprintf(code, sizeof code, "%s", reply->reason_code);
    duban__alert__reply__free_unpacked(reply, NULL);
    return code;
}

#define ACKNOWLEDGE DUBAN__ALERT__ACT_KIND__ACT_KIND_ACKNOWLEDGE
#define EVIDENCE    DUBAN__ALERT__ACT_KIND__ACT_KIND_EVIDENCE
#define CLOSE       DUBAN__ALERT__ACT_KIND__ACT_KIND_CLOSE
#define OVERRIDE    DUBAN__ALERT__ACT_KIND__ACT_KIND_OVERRIDE
#define CONFIRM     DUBAN__ALERT__ACT_KIND__ACT_KIND_CONFIRM
#define RETURN      DUBAN__ALERT__ACT_KIND__ACT_KIND_RETURN

/* What the desk's lists say of a line: `waits_for` of the only row that is this person's; "" if he has none. */
static const char *waits_for(const char *person, const char *duty)
{
    static char words[200];
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__DutiesRequest body = DUBAN__ALERT__DUTIES_REQUEST__INIT;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_DUTIES;
    request.duties = &body;
    body.person = (char *)person;
    body.duty = (char *)duty;
    Duban__Alert__Reply *reply = world_ask(&request);
    assert_int_equal(reply->status, DUBAN__ALERT__STATUS__STATUS_OK);
    snprintf(words, sizeof words, "%s", reply->duties->n_rows == 1 ? reply->duties->rows[0]->waits_for : "");
    duban__alert__reply__free_unpacked(reply, NULL);
    return words;
}

/* The words of this heading in `why`, and those below it, one after the other; "": it does not stand there. */
static const char *why_says(const char *duty, const char *what)
{
    static char words[600];
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__WhyRequest body = DUBAN__ALERT__WHY_REQUEST__INIT;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_WHY;
    request.why = &body;
    body.duty = (char *)duty;
    Duban__Alert__Reply *reply = world_ask(&request);
    assert_int_equal(reply->status, DUBAN__ALERT__STATUS__STATUS_OK);
    size_t i = 0, len = 0;
    words[0] = '\0';
    while (i < reply->why->n_lines && strcmp(reply->why->lines[i]->what, what) != 0)
        i++;
    for (size_t first = i; i < reply->why->n_lines && (i == first || reply->why->lines[i]->depth > reply->why->lines[first]->depth);
         i++)
        len += (size_t)snprintf(words + len, sizeof words - len, "%s%s%s", i == first ? reply->why->lines[i]->code : "",
                                i == first ? " " : " | ", reply->why->lines[i]->words);
    duban__alert__reply__free_unpacked(reply, NULL);
    return words;
}

/* It closes nothing, so without these nobody would know that somebody is waited for. */
static void an_override_that_waits_is_seen_in_the_lists_and_in_why_until_it_is_confirmed(void **state)
{
    (void)state;
    world_county("2026-01-07 09:00");
    world_value("330481", TALENT, "2025-12", "29", 0, 0);
    world_months();
    world_quiet();
    assert_string_equal(waits_for("desk", "AL-04"), "");
    assert_string_equal(why_says("AL-04", "待审定"), "");
    assert_string_equal(tried(OVERRIDE, "AL-04", "rs.a", "6人已签约，编办同意", "", "desk"), "I-ALT-382");
    assert_string_equal(waits_for("", "AL-04"), "等desk同志审定强制销号（rs.a同志 2026-01-07提请）");
    assert_string_equal(waits_for("desk", "AL-04"),
                        "等desk同志审定强制销号（rs.a同志 2026-01-07提请）"); /* though the post is another's */
    assert_string_equal(waits_for("yz.a", "AL-04"), "");
    assert_string_equal(why_says("AL-04", "待审定"),
                        "I-ALT-390 2026-01-07 09:00 rs.a提请强制销号，等desk审定，审定前状态不变 | 6人已签约，编办同意");
    world_step("2026-01-08 09:00"); /* judged again, it waits all the same */
    assert_string_equal(waits_for("desk", "AL-04"), "等desk同志审定强制销号（rs.a同志 2026-01-07提请）");
    assert_string_equal(tried(CONFIRM, "AL-04", "desk", "", "", ""), "I-ALT-043");
    assert_string_equal(world_one("SELECT count(*) FROM alert.subject WHERE facts ? '审定人'"), "0");
    assert_string_equal(why_says("AL-04", "待审定"), "");
    world_end();
}

/* As `duban duty show` has it. */
static const char *counts_as_lagging(const char *duty)
{
    static char words[20];
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__DutyShowRequest body = DUBAN__ALERT__DUTY_SHOW_REQUEST__INIT;
    body.duty = (char *)duty;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_DUTY_SHOW;
    request.duty_show = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    assert_int_equal(reply->body_case, DUBAN__ALERT__REPLY__BODY_DUTY_SHOW);
    snprintf(words, sizeof words, "%s", reply->duty_show->row->counts_as_lagging);
    duban__alert__reply__free_unpacked(reply, NULL);
    return words;
}

static void done_is_typed_at_29_of_35_and_only_another_person_with_a_reason_can_close(void **state)
{
    (void)state;
    world_county("2026-01-07 09:00");
    world_value("330481", TALENT, "2025-12", "29", 0, 0);
    world_months();
    world_quiet();
    assert_string_equal(world_state("AL-04", "330481"), "overdue");
    assert_string_equal(counts_as_lagging("AL-04"), "是");
    assert_string_equal(tried(EVIDENCE, "AL-04", "rs.a", "已完成", "", ""), "E-ALT-029");
    assert_string_equal(tried(CLOSE, "AL-04", "rs.a", "已完成", "", ""), "E-ALT-029");
    assert_string_equal(tried(CLOSE, "AL-04", "desk", "", "", ""), "E-ALT-029");
    assert_string_equal(world_state("AL-04", "330481"), "overdue");
    assert_string_equal(tried(OVERRIDE, "AL-04", "rs.a", "6人已签约，编办同意", "", "rs.a"), "E-ALT-028");
    assert_string_equal(tried(OVERRIDE, "AL-04", "rs.a", "", "", "desk"), "E-ALT-030");
    assert_string_equal(world_one("SELECT count(*) FROM alert.act"), "0");
    assert_string_equal(tried(CONFIRM, "AL-04", "desk", "", "", ""), "E-ALT-380");
    /* one person cannot do it alone, whatever names he types */
    assert_string_equal(tried(OVERRIDE, "AL-04", "rs.a", "6人已签约，编办同意", "", "desk"), "I-ALT-382");
    assert_string_equal(world_state("AL-04", "330481"), "overdue");
    assert_string_equal(tried(CONFIRM, "AL-04", "rs.a", "", "", ""), "E-ALT-028");
    assert_string_equal(tried(CONFIRM, "AL-04", "yz.a", "", "", ""), "E-ALT-381");
    assert_string_equal(world_state("AL-04", "330481"), "overdue");
    assert_string_equal(tried(CONFIRM, "AL-04", "desk", "", "", ""), "I-ALT-043");
    assert_string_equal(world_state("AL-04", "330481"), "closed");
    assert_string_equal(counts_as_lagging("AL-04"), "否");
    assert_string_equal(world_one("SELECT string_agg(kind || ' ' || actor || ' ' || reviewer || ' ' || note, ', ' ORDER BY act_id) "
                                  "FROM alert.act"),
                        "override rs.a desk 6人已签约，编办同意, confirm desk  ");
    assert_string_equal(world_one("SELECT count(*) FROM alert.act c JOIN alert.act o ON o.institution_id = c.institution_id "
                                  "AND o.act_id = c.decides WHERE c.kind = 'confirm' AND o.kind = 'override'"),
                        "1");
    assert_string_equal(tried(CLOSE, "AL-04", "desk", "", "", ""), "E-ALT-031");
    world_end();
}

static void evidence_waits_for_somebody_else(void **state)
{
    (void)state;
    world_county("2026-01-07 09:00");
    world_quiet();
    assert_string_equal(tried(EVIDENCE, "AL-04", "rs.a", "", "海人〔2025〕88号", ""), "I-ALT-041");
    assert_string_equal(world_state("AL-04", "330481"), "awaiting_close");
    assert_string_equal(tried(CLOSE, "AL-04", "rs.a", "", "", ""), "E-ALT-028");
    assert_string_equal(tried(CLOSE, "AL-04", "rs.b", "", "", ""), "E-ALT-420"); /* B角 of the line's own post */
    assert_string_equal(tried(CLOSE, "AL-04", "nobody", "", "", ""), "E-ALT-023");
    assert_string_equal(tried(CLOSE, "AL-04", "desk", "", "", ""), "I-ALT-042");
    assert_string_equal(world_state("AL-04", "330481"), "closed");
    assert_string_equal(world_one("SELECT count(*) FROM alert.act c JOIN alert.act e ON e.institution_id = c.institution_id "
                                  "AND e.act_id = c.decides WHERE c.kind = 'close' AND e.kind = 'evidence'"),
                        "1");
    world_end();
}

static void evidence_that_is_returned_leaves_the_line_as_it_was_and_its_post_hears_why(void **state)
{
    (void)state;
    world_county("2026-01-07 09:00");
    world_quiet();
    char before[40];
    snprintf(before, sizeof before, "%s", world_state("AL-04", "330481"));
    assert_string_not_equal(before, "awaiting_close");
    assert_string_equal(tried(RETURN, "AL-04", "desk", "缺盖章页", "", ""), "E-ALT-410");
    assert_string_equal(tried(EVIDENCE, "AL-04", "rs.a", "", "海人〔2025〕88号", ""), "I-ALT-041");
    assert_string_equal(world_state("AL-04", "330481"), "awaiting_close");
    assert_string_equal(tried(RETURN, "AL-04", "rs.a", "缺盖章页", "", ""), "E-ALT-028");
    assert_string_equal(tried(RETURN, "AL-04", "desk", "", "", ""), "E-ALT-411");
    assert_string_equal(tried(RETURN, "AL-04", "desk", "缺盖章页", "", ""), "I-ALT-412");
    assert_string_equal(world_state("AL-04", "330481"), before);
    assert_string_equal(tried(CLOSE, "AL-04", "desk", "", "", ""), "E-ALT-027");
    assert_string_equal(
        world_one("SELECT notice_key || ' ' || person || ' ' || (facts->>'退回原因') || ' ' || (facts->>'退回文号') || ' ' || "
                  "(facts->>'提交日期') FROM alert.due_notice WHERE template = '退回补正'"),
        "AL-04|330481|evidence|1|rs.a rs.a 缺盖章页 海人〔2025〕88号 2026年1月7日");
    /* another paper waits anew, and may be accepted */
    assert_string_equal(tried(EVIDENCE, "AL-04", "rs.a", "", "海人〔2026〕1号", ""), "I-ALT-041");
    assert_string_equal(world_state("AL-04", "330481"), "awaiting_close");
    assert_string_equal(tried(CLOSE, "AL-04", "desk", "", "", ""), "I-ALT-042");
    assert_string_equal(
        world_one("SELECT string_agg(kind || coalesce('>' || decides - (SELECT min(act_id) FROM alert.act), ''), ' ' "
                  "ORDER BY act_id) FROM alert.act"),
        "evidence return>0 evidence close>2");
    world_end();
}

static struct template *shipped_template(const char *name)
{
    char path[200];
    struct problems problems;
    struct template *template = NULL;
    size_t len;
    snprintf(path, sizeof path, "deploy/catalog/base/templates/%s.full.txt", name);
    char *buf = (char *)fixture_file(path, &len);
    problems_init(&problems, 10);
    assert_int_equal(template_parse(path, buf, len, &problems, &template), ST_OK);
    problems_done(&problems);
    free(buf);
    return template;
}

/* In a list, where each letter has one row, it asks for something by a day as the others do. */
static void a_returned_paper_stands_in_a_list_with_what_is_asked_and_by_when(void **state)
{
    (void)state;
    world_county("2025-12-10 09:00");
    world_quiet();
    assert_string_equal(tried(EVIDENCE, "AL-04", "rs.a", "", "海人〔2025〕88号", ""), "I-ALT-041");
    assert_string_equal(tried(RETURN, "AL-04", "desk", "缺盖章页", "", ""), "I-ALT-412");
    const char *json = world_one("SELECT facts FROM alert.due_notice WHERE template = '退回补正'");
    struct facts facts[2], reader;
    scoped(text_done) struct text subject, body;
    text_init(&subject, 4096);
    text_init(&body, 1 << 20);
    facts_init(&reader);
    struct template *list = shipped_template("清单"), *template = shipped_template("退回补正");
    struct letter_part parts[2];
    for (size_t i = 0; i < 2; i++) {
        facts_init(&facts[i]);
        assert_int_equal(facts_parse_json(&facts[i], json, strlen(json)), ST_OK);
        parts[i] = (struct letter_part){.template = template,
                                        .facts = &facts[i],
                                        .deadline_us = fact_get_us(&facts[i], FACT_DUE_US),
                                        .key = i == 0 ? "a" : "b"};
    }
    assert_int_equal(parts[0].deadline_us, fixture_us("2026-01-01 00:00"));
    assert_int_equal(letter_compose(list, &reader, parts, 2, true, &subject, &body), ST_OK);
    assert_non_null(strstr(body.s, "：补正佐证；截止2025年12月31日；目标35名"));
    for (size_t i = 0; i < 2; i++)
        facts_done(&facts[i]);
    facts_done(&reader);
    template_free(list);
    template_free(template);
    world_end();
}

/* A peer hears nothing of it by letter, nor does a desk at which nobody sits: the answer promises nothing (law 6). */
static void the_answer_says_whether_a_returned_paper_is_told_to_anybody(void **state)
{
    (void)state;
    world_county("2026-01-07 09:00");
    world_quiet();
    assert_string_equal(tried(EVIDENCE, "AL-03", "yz.a", "", "医保〔2025〕9号", ""), "I-ALT-041");
    assert_string_equal(tried(RETURN, "AL-03", "desk", "缺盖章页", "", ""), "I-ALT-413");
    assert_string_equal(tried(EVIDENCE, "AL-04", "rs.a", "", "海人〔2025〕88号", ""), "I-ALT-041");
    world_import("small", "assignment/holder.tsv\npost\tperson\trole\tfrom\tto\nP-YZ\tyz.a\tA\t2024-01-01\t\n");
    world_quiet();
    assert_string_equal(tried(RETURN, "AL-04", "desk", "缺盖章页", "", ""), "I-ALT-413");
    assert_string_equal(world_one("SELECT count(*) FROM alert.due_notice WHERE template = '退回补正'"), "0");
    world_end();
}

static const char *due_in_the_table(const char *duty)
{
    static char words[40];
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__DutiesRequest body = DUBAN__ALERT__DUTIES_REQUEST__INIT;
    body.duty = (char *)duty;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_DUTIES;
    request.duties = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    assert_int_equal(reply->duties->n_rows, 1);
    snprintf(words, sizeof words, "%s", reply->duties->rows[0]->due);
    duban__alert__reply__free_unpacked(reply, NULL);
    return words;
}

/* 每月: a paper closes the month that it was handed in for, and the next month comes all the same. */
static void a_closing_ends_one_occurrence_of_what_comes_again(void **state)
{
    (void)state;
    world_begin("2025-12-15 09:00");
    world_start("1", NULL);
    world_apply("monthly.yaml");
    world_import("small", "assignment/line.tsv\nduty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\n"
                          "AL-07\tRSK\tP-RS\t\t\t\n");
    world_step("2025-12-26 10:00");
    assert_string_equal(tried(CLOSE, "AL-07", "desk", "", "", ""), "E-ALT-027");
    assert_string_equal(tried(EVIDENCE, "AL-07", "rs.a", "", "自查记录12", ""), "I-ALT-041");
    assert_string_equal(world_state("AL-07", "330481"), "awaiting_close");
    assert_string_equal(tried(CLOSE, "AL-07", "rs.a", "", "", ""), "E-ALT-028");
    assert_string_equal(tried(CLOSE, "AL-07", "desk", "", "", ""), "I-ALT-042");
    assert_string_equal(world_state("AL-07", "330481"), "closed");
    assert_string_equal(tried(CLOSE, "AL-07", "desk", "", "", ""), "E-ALT-031");
    world_step("2025-12-31 08:30");
    assert_string_equal(world_state("AL-07", "330481"), "closed");
    world_step("2026-01-01 00:00");
    assert_string_equal(world_state("AL-07", "330481"), "normal");
    /* December's evidence is not January's: nothing was handed in, so there is nothing to review */
    assert_string_equal(tried(CLOSE, "AL-07", "desk", "", "", ""), "E-ALT-027");
    world_step("2026-01-30 08:30");
    assert_string_equal(world_state("AL-07", "330481"), "due_soon");
    assert_string_equal(world_notices("AL-07|330481|before_due|2026-01|1|T-0"),
                        "AL-07|330481|before_due|2026-01|1|T-0|rs.a\nAL-07|330481|before_due|2026-01|1|T-0|rs.b");
    world_step("2026-02-10 09:00");
    assert_string_equal(world_state("AL-07", "330481"), "overdue");
    assert_string_equal(due_in_the_table("AL-07"), "每月");
    /* what was late is handed in in February and is January's all the same */
    assert_string_equal(tried(EVIDENCE, "AL-07", "desk", "", "自查记录1", ""), "I-ALT-041");
    assert_string_equal(tried(CLOSE, "AL-07", "yz.a", "", "", ""), "I-ALT-042"); /* 牵头审核人 */
    assert_string_equal(world_state("AL-07", "330481"), "normal");
    assert_string_equal(world_one("SELECT string_agg(kind || ' ' || period, ', ' ORDER BY act_id) FROM alert.act"),
                        "evidence 24311, close 24311, evidence 24312, close 24312");
    world_end();
}

/* reason code of an acknowledgement that somebody took down for him: on the telephone */
static const char *signed_for(const char *duty, const char *person, const char *note)
{
    static char code[32];
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__ActRequest body = DUBAN__ALERT__ACT_REQUEST__INIT;
    body.kind = ACKNOWLEDGE;
    body.duty = (char *)duty;
    body.actor = (char *)"desk";
    body.on_behalf_of = (char *)person;
    body.how = (char *)"电话";
    body.note = (char *)note;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_ACT;
    request.act = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    snprintf(code, sizeof code, "%s", reply->reason_code);
    duban__alert__reply__free_unpacked(reply, NULL);
    return code;
}

/* 「outcome reason」 of a rung of AL-01's only episode of this ladder; fails the test if there is none */
static const char *rung_of(const char *ladder, const char *rung)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "SELECT r.outcome || ' ' || r.reason FROM alert.rung r JOIN alert.episode e ON e.institution_id = r.institution_id "
             "AND e.episode_id = r.episode_id WHERE e.duty = 'AL-01' AND e.ladder = '%s' AND r.rung = '%s'",
             ladder, rung);
    return world_one(sql);
}

#define CALLS                                                                                                         \
    "SELECT coalesce(string_agg(rung || ' ' || person || ' ' || reason || ' ' || (settled_us IS NOT NULL) || ' ' || " \
    "settled_by, ', ' ORDER BY call_id), '') FROM alert.call_list WHERE duty = 'AL-01'"

static void who_signed_for_it_is_not_rung_up(void **state)
{
    (void)state;
    world_county("2025-12-15 09:00");
    world_value("330481", SURGERY, "2025-11", "35.2", 3, 3);
    world_step("2026-01-09 11:00");
    world_value("330481", SURGERY, "2025-12", "34.7", 3, 3);
    assert_string_equal(tried(ACKNOWLEDGE, "AL-01", "yz.a", "", "", ""), "E-ALT-025");
    world_step("2026-01-12 08:30");
    assert_string_equal(signed_for("AL-01", "yz.a", ""), "I-ALT-040");
    assert_string_equal(world_one("SELECT actor || ' ' || on_behalf_of || ' ' || how FROM alert.act"), "desk yz.a 电话");
    world_step("2026-01-13 08:30");
    assert_string_equal(world_one("SELECT count(*) FROM alert.call_list WHERE duty = 'AL-01'"), "0");
    assert_string_equal(rung_of("overdue", "T+1"), "stopped I-LDR-003");
    world_step("2026-01-14 08:30"); /* T+2 speaks whatever was signed, unless it was explained */
    assert_string_equal(world_notices("AL-01|330481|overdue|2025-12|1|T+2"), "AL-01|330481|overdue|2025-12|1|T+2|yz.b");
    world_end();
}

/* 签收+说明: T+1 is a call, which his word settles; words of his own stop what would follow (users' ladder, overdue). */
static void a_call_is_settled_by_who_signed_and_what_he_explained_stops_the_clock(void **state)
{
    (void)state;
    static const char *const notes[] = {"", "两台手术室停用，四月恢复"};
    for (size_t i = 0; i < 2; i++) {
        world_county("2025-12-15 09:00");
        world_value("330481", SURGERY, "2025-11", "35.2", 3, 3);
        world_step("2026-01-09 11:00");
        world_value("330481", SURGERY, "2025-12", "34.7", 3, 3);
        world_step("2026-01-12 08:30"); /* Monday, T+0 */
        assert_string_equal(rung_of("overdue", "T+0"), "notified I-ALT-050");
        assert_string_equal(world_one(CALLS), "");
        world_step("2026-01-13 08:30");
        assert_string_equal(rung_of("overdue", "T+1"), "call_list I-ALT-051");
        assert_string_equal(world_one(CALLS), "T+1 yz.a 未签收 false ");
        world_step("2026-01-13 10:00");
        assert_string_equal(signed_for("AL-01", "yz.a", notes[i]), "I-ALT-040");
        assert_string_equal(world_one(CALLS), "T+1 yz.a 未签收 true yz.a");
        assert_string_equal(world_one("SELECT actor || ' ' || on_behalf_of || ' ' || how || ' ' || note FROM alert.act"),
                            i == 0 ? "desk yz.a 电话 " : "desk yz.a 电话 两台手术室停用，四月恢复");
        world_step("2026-01-14 08:30");
        assert_string_equal(rung_of("overdue", "T+2"), i == 0 ? "notified I-ALT-050" : "stopped I-LDR-004");
        assert_string_equal(world_notices("AL-01|330481|overdue|2025-12|1|T+2"),
                            i == 0 ? "AL-01|330481|overdue|2025-12|1|T+2|yz.b" : "");
        assert_string_equal(world_state("AL-01", "330481"), "overdue"); /* words change no light */
        world_end();
    }
}

/* T+5 of 滞后: the desk rings up who gave no explanation; that he signed is none. */
static void who_explained_why_he_is_behind_is_not_rung_up(void **state)
{
    (void)state;
    static const struct {
        const char *note, *rung, *calls; /* note NULL: he did not even sign */
    } cases[] = {{NULL, "call_list I-ALT-051", "T+5 yz.a 未说明 false "},
                 {"", "call_list I-ALT-051", "T+5 yz.a 未说明 false "},
                 {"两台手术室停用，八月恢复", "stopped I-LDR-004", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world_county("2025-06-16 09:00");
        world_value("330481", SURGERY, "2025-05", "34.9", 3, 3);
        world_step("2025-07-08 10:00");
        world_value("330481", SURGERY, "2025-06", "33.2", 3, 3);
        world_step("2025-07-11 08:30"); /* Friday, T+0: June's cut-off was the day before */
        assert_string_equal(rung_of("behind", "T+0"), "notified I-ALT-050");
        world_step("2025-07-14 09:00");
        if (cases[i].note != NULL)
            assert_string_equal(signed_for("AL-01", "yz.a", cases[i].note), "I-ALT-040");
        world_step("2025-07-18 08:29");
        assert_string_equal(world_one(CALLS), "");
        world_step("2025-07-18 08:30"); /* the fifth working day after it */
        assert_string_equal(rung_of("behind", "T+5"), cases[i].rung);
        assert_string_equal(world_one(CALLS), cases[i].calls);
        assert_string_equal(world_state("AL-01", "330481"), "behind");
        world_end();
    }
}

static void an_act_asked_twice_with_one_id_is_done_once(void **state)
{
    (void)state;
    world_county("2026-01-07 09:00");
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__ActRequest body = DUBAN__ALERT__ACT_REQUEST__INIT;
    body.kind = EVIDENCE;
    body.duty = (char *)"AL-04";
    body.actor = (char *)"rs.a";
    body.document = (char *)"海人〔2025〕88号";
    request.request_id = (char *)"the-same-id-twice";
    request.body_case = DUBAN__ALERT__REQUEST__BODY_ACT;
    request.act = &body;
    Duban__Alert__Reply *first = world_ask(&request), *second = world_ask(&request);
    assert_int_equal(first->status, DUBAN__ALERT__STATUS__STATUS_OK);
    assert_int_equal(second->act->act_id, first->act->act_id);
    assert_string_equal(world_one("SELECT count(*) FROM alert.act"), "1");
    body.document = (char *)"另一个文号";
    Duban__Alert__Reply *other = world_ask(&request);
    assert_int_equal(other->status, DUBAN__ALERT__STATUS__STATUS_CONFLICT);
    assert_string_equal(other->reason_code, "E-GEN-004");
    duban__alert__reply__free_unpacked(first, NULL);
    duban__alert__reply__free_unpacked(second, NULL);
    duban__alert__reply__free_unpacked(other, NULL);
    world_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_override_that_waits_is_seen_in_the_lists_and_in_why_until_it_is_confirmed),
        cmocka_unit_test(done_is_typed_at_29_of_35_and_only_another_person_with_a_reason_can_close),
        cmocka_unit_test(evidence_waits_for_somebody_else),
        cmocka_unit_test(evidence_that_is_returned_leaves_the_line_as_it_was_and_its_post_hears_why),
        cmocka_unit_test(a_returned_paper_stands_in_a_list_with_what_is_asked_and_by_when),
        cmocka_unit_test(the_answer_says_whether_a_returned_paper_is_told_to_anybody),
        cmocka_unit_test(a_closing_ends_one_occurrence_of_what_comes_again),
        cmocka_unit_test(who_signed_for_it_is_not_rung_up),
        cmocka_unit_test(a_call_is_settled_by_who_signed_and_what_he_explained_stops_the_clock),
        cmocka_unit_test(who_explained_why_he_is_behind_is_not_rung_up),
        cmocka_unit_test(an_act_asked_twice_with_one_id_is_done_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
