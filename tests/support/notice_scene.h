/* notice_scene.h: the story of the users' sample letter (§6.8) as the context of a notice, for the tests of what is said. */
#ifndef DUBAN_TESTS_NOTICE_SCENE_H
#define DUBAN_TESTS_NOTICE_SCENE_H

#include "model/notice_fact.h"
#include "support/duty_fixture.h"
#include "support/shipped.h"

/* 2025年1-5月, 9 126 of 27 000, 33.8 where 34.3 is due; last month 33.7, last year 33.6. */
struct scene {
    struct duty duty;
    struct duty_context ctx;
    struct period_fact periods[DUTY_PERIODS_MAX];
    struct judgement judgement;
    struct recipient readers[2];
    struct member_value members[3];
    struct notice_context notice;
    struct facts facts;
};

/* The facts are empty; facts_done() is the caller's. */
void set_scene(struct scene *scene, const struct shipped *s);

/* Says each field that is not as wanted, and fails. */
void assert_facts(const struct facts *facts, const char *const (*wanted)[2], size_t n);
#define ASSERT_FACTS(facts, wanted) assert_facts(facts, wanted, sizeof(wanted) / sizeof(wanted[0]))

#endif
