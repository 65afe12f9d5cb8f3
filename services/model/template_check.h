/* template_check.h: what the templates of a catalog may still have wrong (users.md §2.6, §6.1): one that is missing in the form
 * that a channel speaks; a field above the level that its form, or a channel, may carry; a text message that would be two. Part of
 * catalog_check(). Pure. */
#ifndef DUBAN_MODEL_TEMPLATE_CHECK_H
#define DUBAN_MODEL_TEMPLATE_CHECK_H

#include "lib/problem.h"
#include "model/catalog.h"
#include "model/organisation.h"

/* One segment of a Chinese text message. */
#define SMS_MAX_CHARACTERS 70

void template_check(const struct catalog *catalog, struct problems *problems);
/* What the office is called and where it is rung up may be no longer than text messages reckon with. */
void template_check_office(const struct catalog *catalog, const struct organisation *organisation, struct problems *problems);

#endif
