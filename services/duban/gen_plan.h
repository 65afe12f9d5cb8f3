/* gen_plan.h: the sample returns of one plan of the catalog: of every institution of its organisation, every kind that the plan's
 * lines read, for the months asked for.
 *
 * Who sends what is the catalog's answer (expected_of, the scopes of the duties), not a list of ours: a plan of a county's own gets
 * its sample in the same way. Kinds that nobody is expected to return are sent by those whom a line adds up. */
#ifndef DUBAN_GEN_PLAN_H
#define DUBAN_GEN_PLAN_H

#include "duban/gen_options.h"

/* ST_BAD_INPUT: `why` says what is wrong with the options, the catalog or the disk. */
MUST_CHECK enum status gen_plan_write(const struct gen_options *options, struct text *why);

#endif
