/* Why: a test must be able to kill a process at an exact place, and a release must not. */
#include "lib/crash.h"

#ifdef DUBAN_CRASH_POINTS

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Passes of the one point that the environment names. Test builds only. */
static unsigned long passes;

void crash_point_pass(const char *name)
{
    const char *at = getenv("DUBAN_CRASH_AT");
    size_t len = strlen(name);
    if (at == NULL || strncmp(at, name, len) != 0 || (at[len] != '\0' && at[len] != ':'))
        return;
    unsigned long wanted = at[len] == ':' ? strtoul(at + len + 1, NULL, 10) : 1;
    if (++passes == wanted)
        _exit(CRASH_EXIT_CODE);
}

#endif
