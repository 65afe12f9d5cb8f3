/* Why: every process that may take over from another counts the other's silence by the same rule. */
#include "lib/lease.h"

int64_t lease_look_us(int64_t lease_us)
{
    return lease_us / LEASE_LOOKS;
}

int64_t lease_unwatched_us(int64_t lease_us, int64_t looked_us, int64_t now_us)
{
    int64_t beyond_us = now_us - looked_us - lease_look_us(lease_us);
    return beyond_us > 0 ? beyond_us : 0;
}
