/* gather.c: few, right and polite (law 13): one routine letter a person and working day, a list and not one each. */
#include "notify/gather.h"

#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "lib/reason.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "model/organisation.h"

/* A person whose letters are full for a year gets no more of them. */
#define DAYS_MAX 366

static const struct {
    unsigned bit;
    const char *name;
} CHANNELS[] = {{CHANNEL_LETTERBOX, "letterbox"}, {CHANNEL_SMTP, "smtp"}};
#define CHANNEL_COUNT (sizeof CHANNELS / sizeof CHANNELS[0])

enum status gather_slot(struct db *db, const struct alliance *alliance, const struct message *m, int64_t from_us,
                        struct send_slot *ret)
{
    const struct rules *rules = catalog_rules(alliance->catalog);
    const struct calendar *calendar = catalog_calendar(alliance->catalog);
    struct send_slot slot = window_slot(rules, calendar, from_us);
    for (int i = 0; m->routine && rules->routine_per_day > 0 && i < DAYS_MAX; i++) {
        int64_t taken = 0;
        enum status st = message_store_routine_count(db, m->alliance_id, m->person, m->channel, slot.day, m->message_id, &taken);
        if (st != ST_OK)
            return st;
        if (taken < rules->routine_per_day)
            break;
        slot = window_next_day(rules, calendar, slot.day);
    }
    *ret = slot;
    return ST_OK;
}

static enum status put_into_letter(struct db *db, const struct alliance *alliance, const struct notice *notice, const char *channel,
                                   int64_t notice_id, int64_t now_us)
{
    bool joins = notice->routine && catalog_rules(alliance->catalog)->routine_per_day > 0;
    struct message begun = {
        .alliance_id = notice->alliance_id, .person = notice->person, .channel = (char *)channel, .routine = notice->routine};
    enum status st =
        joins ? message_store_open_routine(db, notice->alliance_id, notice->person, channel, &begun.message_id) : ST_OK;
    if (st == ST_OK && begun.message_id == 0) {
        struct send_slot slot;
        st = gather_slot(db, alliance, &begun, now_us, &slot);
        if (st == ST_OK) {
            begun.business_day = slot.day;
            begun.due_us = slot.due_us;
            st = message_store_begin(db, &begun, reason_code(REASON_I_NTF_021), &begun.message_id);
        }
    }
    return st == ST_OK ? message_store_add_notice(db, begun.message_id, notice_id) : st;
}

enum status gather_into_letters(struct db *db, const struct alliance *alliance, const struct notice *notice, unsigned channels,
                                int64_t now_us)
{
    int64_t notice_id = 0;
    enum status st = notice_store_insert(db, notice, "gathered", reason_code(REASON_I_NTF_021), &notice_id);
    for (size_t i = 0; st == ST_OK && i < CHANNEL_COUNT; i++)
        if ((channels & CHANNELS[i].bit) != 0)
            st = put_into_letter(db, alliance, notice, CHANNELS[i].name, notice_id, now_us);
    return st;
}

enum status gather_cancelled(struct db *db, const struct notice *notice, enum reason reason, int64_t now_us)
{
    int64_t notice_id = 0;
    enum status st = notice_store_insert(db, notice, "cancelled", reason_code(reason), &notice_id);
    if (st != ST_OK)
        return st;
    return notice_store_tell_alert(db, notice->alliance_id, notice->institution_id, notice->due_notice_id, now_us);
}

enum status gather_begin(struct db *db, const struct alliance *alliance, const struct notice *notice, struct text *why,
                         bool *ret_known)
{
    if (alliance->organisation == NULL) {
        text_printf(why, "%s", reason_en(REASON_E_NTF_004));
        return ST_BAD_INPUT;
    }
    if (catalog_template(alliance->catalog, notice->template, "full") == NULL) {
        text_append(why, reason_code(REASON_E_NTF_042));
        return ST_BAD_INPUT;
    }
    int64_t known = 0;
    enum status st = message_store_turn(db, notice->alliance_id, notice->person);
    if (st == ST_OK)
        st = notice_store_find(db, notice->alliance_id, notice->notice_key, &known);
    *ret_known = known != 0;
    return st;
}

enum status gather_notice(struct db *db, const struct alliance *alliance, const struct notice *notice, int64_t now_us,
                          struct text *why)
{
    bool known = false;
    enum status st = gather_begin(db, alliance, notice, why, &known);
    if (st != ST_OK || known)
        return st;
    const struct person *person = organisation_person(alliance->organisation, notice->person);
    if (person == NULL || person->channels == 0)
        return gather_cancelled(db, notice, REASON_E_NTF_033, now_us);
    bool overtaken = false;
    st = notice_store_is_overtaken(db, notice, &overtaken);
    if (st != ST_OK || overtaken)
        return st == ST_OK ? gather_cancelled(db, notice, REASON_I_NTF_028, now_us) : st;
    st = notice_store_take_back(db, notice, reason_code(REASON_I_NTF_028), now_us);
    return st == ST_OK ? gather_into_letters(db, alliance, notice, person->channels, now_us) : st;
}
