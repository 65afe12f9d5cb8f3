/* kind_person.h: what of a person a kind may keep (law 10). */
#ifndef DUBAN_MODEL_KIND_PERSON_H
#define DUBAN_MODEL_KIND_PERSON_H

#include "lib/problem.h"
#include "model/kind.h"

/* Of a person column only a keyed hash is kept, or how many of such columns are filled: any other field over one is a problem at
 * its place. A column is known by its code and by the Chinese header that may stand in a file in the code's place. */
void kind_check_persons(const struct kind *kind, struct problems *problems);

#endif
