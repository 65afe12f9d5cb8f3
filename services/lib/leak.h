/* leak.h: leak checking for programs that end by returning from main without giving anything back, as the services do.
 *
 * Their memory is still reachable from main's frame at the last moment, but no longer when the checker of AddressSanitizer usually
 * runs. */
#ifndef DUBAN_LIB_LEAK_H
#define DUBAN_LIB_LEAK_H

/* The last thing before the end of main: checks now, and ends the program if something leaked. Without AddressSanitizer: nothing.
 */
void leak_check(void);

#endif
