/* cmocka_all.h: cmocka with the four headers that it wants before itself. */
#ifndef DUBAN_TEST_CMOCKA_ALL_H
#define DUBAN_TEST_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
