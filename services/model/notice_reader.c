/* notice_reader.c: who writes, who reads, who else reads and why: the lines that buy trust. */
#include "model/notice_words.h"

#include "lib/date.h"

static const char *role_zh(enum holder_role role)
{
    return role == ROLE_B ? "B角" : "A角";
}

/* 「您和陆副科长（B角）」 */
static void readers_words(struct text *out, const struct recipient *to, const struct recipient *readers, size_t n)
{
    text_append(out, "您");
    for (size_t i = 0; i < n; i++)
        if (readers[i].person != to->person)
            text_printf(out, "和%s（%s）", readers[i].person->salutation, role_zh(readers[i].role));
}

enum status reader_facts(const struct organisation *organisation, const struct recipient *to, const struct recipient *readers,
                         size_t n_readers, int64_t now_us, struct facts *ret)
{
    static const char *const office[][2] = {{"发文名义", "signature"},
                                            {"签名", "sms_signature"},
                                            {"联系人", "contact"},
                                            {"联系电话", "contact_phone"},
                                            {"督办部门", "supervising_department"}};
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    for (size_t i = 0; i < sizeof(office) / sizeof(office[0]); i++)
        facts_set(ret, office[i][0], organisation_office(organisation, office[i][1]));
    facts_set(ret, "称谓", to->person->salutation);
    facts_set(ret, "收件岗位", to->post->name);
    readers_words(&words, to, readers, n_readers);
    facts_set(ret, "收件范围", words.s);
    if (to->stands_in)
        facts_printf(ret, "收件原因", "责任岗位的A角空缺，由您（%s%s）代收", to->post->name, role_zh(to->role));
    else
        facts_set(ret, "收件原因", to->role == ROLE_B ? "您是本事项责任岗位的B角" : "您是本事项的责任岗位");
    fact_date(ret, "发出日期", instant_date(now_us));
    return facts_status(ret);
}
