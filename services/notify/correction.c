/* correction.c: the ledger, and not the assignment, says whom a correction has to reach. */
#include "notify/correction.h"

#include <stdbool.h>

#include "notify/gather.h"
#include "notify/undelivered.h"

static enum status cancel(struct db *db, const struct alliance *alliance, const struct notice *notice, int64_t now_us)
{
    bool lost = false;
    enum status st = notice_store_original_lost(db, notice, &lost);
    if (st == ST_OK)
        st = gather_cancelled(db, notice, lost ? REASON_I_NTF_044 : REASON_I_NTF_027, now_us);
    return st == ST_OK && lost ? undelivered_correction_tell_desk(db, alliance, notice, REASON_I_NTF_044, now_us) : st;
}

enum status correction_gather(struct db *db, const struct alliance *alliance, const struct notice *notice, int64_t now_us,
                              struct text *why)
{
    bool known = false;
    unsigned channels = 0;
    enum status st = gather_begin(db, alliance, notice, why, &known);
    if (st != ST_OK || known)
        return st;
    st = notice_store_take_back(db, notice, reason_code(REASON_I_NTF_026), now_us);
    if (st == ST_OK)
        st = notice_store_reached(db, notice, &channels);
    if (st != ST_OK)
        return st;
    if (channels == 0)
        return cancel(db, alliance, notice, now_us);
    st = notice_store_mark_withdrawn(db, notice, now_us);
    return st == ST_OK ? gather_into_letters(db, alliance, notice, channels, now_us) : st;
}
