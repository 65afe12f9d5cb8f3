/* scheme_test.h: tests beside the schemes: the same history of a line, and what each scheme makes of it at certain instants.
 *
 *   schemes:
 *     - name: 同一件事，四地四样
 *       history:                               # in the order of time
 *         - {at: "2025-05-10 17:00", state: behind, period: 2025-04}
 *       expect:
 *         - {at: "2025-05-12 09:00", scheme: guangyuan, colour: yellow, act: 提醒, points: "0"}
 *         - {at: "2025-05-12 09:00", scheme: sanming, colour: ""}          # no colour
 *         - {at: "2026-01-13 09:00", scheme: sanming, colour: blue, limit: 2026-01-26}
 *
 * What an expectation does not name is not compared; act and limit are those of the stage that the line is in. Pure. */
#ifndef DUBAN_MODEL_SCHEME_TEST_H
#define DUBAN_MODEL_SCHEME_TEST_H

#include "lib/problem.h"
#include "lib/yaml.h"
#include "model/catalog.h"
#include "model/rule_test.h"

/* As rule_tests_run(). */
MUST_CHECK enum status scheme_tests_run(const struct catalog *catalog, const struct yaml_node *root, struct problems *problems,
                                        rule_test_fn *fn, void *arg);

#endif
