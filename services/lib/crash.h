/* crash.h: named places to die, for tests.
 *
 * CRASH_POINT("notify.after_accept") stands on both sides of every commit and external effect. In builds with DUBAN_CRASH_POINTS
 * the process ends there at once by _exit(CRASH_EXIT_CODE), flushing nothing, when the environment says
 * DUBAN_CRASH_AT=notify.after_accept, or on the N-th pass with DUBAN_CRASH_AT=notify.after_accept:N. In release builds it is
 * nothing. Names are `process.where`, or `lib.where` and `shared.where` in code of several processes; all stand in
 * services/lib/crash_points.txt, one a line, those of one commit behind each other. tests/chaos/test_crash_points walks every one.
 */
#ifndef DUBAN_LIB_CRASH_H
#define DUBAN_LIB_CRASH_H

#define CRASH_EXIT_CODE 86

#ifdef DUBAN_CRASH_POINTS
#define CRASH_POINT(name) crash_point_pass(name)
/* Returns unless the environment names this point and this pass. */
void crash_point_pass(const char *name);
#else
#define CRASH_POINT(name) ((void)sizeof(name))
#endif

#endif
