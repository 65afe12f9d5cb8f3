/* smtp_answer.c: RFC 5321 §4.2.1: 4yz is "not now", 5yz is "never"; without a code it counts how far the transfer came. */
#include "notify/smtp_answer.h"

enum outcome smtp_answer_outcome(CURLcode code, long answer, const struct smtp_progress *progress)
{
    if (code == CURLE_OK)
        return OUTCOME_ACCEPTED;
    /* before the recipient was named it is about us: our login, our encryption, our sender's address */
    if (!progress->recipient_named)
        return OUTCOME_TEMPORARY;
    if (answer >= 400 && answer < 500)
        return OUTCOME_TEMPORARY;
    if (answer >= 500 && answer < 600)
        return OUTCOME_REFUSED;
    return progress->handed_over ? OUTCOME_LOST : OUTCOME_TEMPORARY;
}
