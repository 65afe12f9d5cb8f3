/* rule_test.h: tests that stand beside the rules (规则测试): what is known when, and what a line must be and who must have been
 * told by certain instants. In the shape that operators know from `promtool test rules`.
 *
 *   tests:
 *     - name: 年末数未到不判红
 *       duty: HN-006
 *       expected: 3                     # institutions that owe returns for it; 0 (or nothing): nobody does
 *       relation: own                   # of who leads: own (default), subordinate, peer, superior
 *       internal_due: 2025-11-30        # 内部时限 of the assignment; nothing: none
 *       supervised_from: "2025-06-16 08:30"   # nothing up to then is said; nothing: from the begin
 *       begin: "2025-12-01 00:00"       # when the clock starts; nothing: with the first fact or expectation
 *       facts:                          # in the order in which they become known
 *         - {at: "2025-12-08 10:00", period: 2025-11, reported: 3, value: "34.8", small: false}
 *       acts:
 *         - {at: "2026-01-13 09:00", act: acknowledge}     # acknowledge, explain, evidence, close
 *       expect:
 *         - {at: "2026-01-01 00:00", state: due_unverified, period: 2025-11, told: []}
 *         - {at: "2026-01-12 08:30", state: overdue, reason: I-JDG-013, told: [overdue T+0 A], episodes: ["overdue 2025-12 #1
 * open"]}
 *
 * `told` is all that was said since the expectation before: `LADDER RUNG A`, `… A,B`, `… A copy B`, `… desk_calls`, and
 * `withdrawn LADDER PERIOD`. `episodes` are those that run now and those that ended since the expectation before, in the order in
 * which they began: `LADDER PERIOD #NUMBER STATE` (open, acked, explained, closed), and ` baseline` behind one that says nothing.
 * What an expectation does not name is not compared. Pure. */
#ifndef DUBAN_MODEL_RULE_TEST_H
#define DUBAN_MODEL_RULE_TEST_H

#include <stddef.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "lib/yaml.h"
#include "model/catalog.h"

/* words: "" if it passed, else every expectation that did not hold, a line each. */
typedef void rule_test_fn(void *arg, const char *name, const char *words);

/* Runs all tests of a file. Mistakes in the file are problems, ST_BAD_INPUT; a test that does not hold is told by fn and is ST_OK.
 */
MUST_CHECK enum status rule_tests_run(const struct catalog *catalog, const struct yaml_node *root, struct problems *problems,
                                      rule_test_fn *fn, void *arg);

#endif
