/* gen_drg.h: the insurer's grouping return (医保分组结果) of a hospital and month: one line a case.
 *
 * The cases are those of the front page file of the same month. Weights are made up (gen_picture.h). */
#ifndef DUBAN_GEN_DRG_H
#define DUBAN_GEN_DRG_H

#include "duban/gen_stay.h"

MUST_CHECK enum status gen_drg_write(const struct gen_world *world, const struct gen_institution *institution, int32_t month,
                                     uint32_t count, const char *path, struct text *why);

#endif
