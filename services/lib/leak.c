/* Why: a leak in a service must fail a sanitised test, and a clean exit must not. */
#include "lib/leak.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#endif

#ifdef WITH_ASAN

#include <sanitizer/lsan_interface.h>

/* NNG 1.5.2 loses the pipes of clients that went away while they were greeted; nothing of ours can free them. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libnng.so\n";
}

void leak_check(void)
{
    __lsan_do_leak_check();
}

#else

void leak_check(void)
{
}

#endif
