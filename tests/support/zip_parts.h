/* zip_parts.h: a zip file made by hand, stored and not packed, so that a test can write a workbook as text. It shares nothing with
 * the library that reads it.
 *
 * The text is a row of parts, each after a line 「=== NAME」; what stands before the first is nobody's. */
#ifndef DUBAN_TEST_ZIP_PARTS_H
#define DUBAN_TEST_ZIP_PARTS_H

#include <stddef.h>

#include "lib/text.h"

void zip_parts(struct text *out, const char *text, size_t len);

#endif
