/* act.h: what a person may do with a duty (law 9): 签收, 交佐证, 销号, 退回补正, 强制销号. The rules are here; command_act.c speaks
 * to the client.
 *
 * Pure: a dossier that was judged, a request, an answer. Who reviews is not who submits, and a closing (达标待销号) is no review by
 * the post that the line is for, though its number is met: it is the desk's, or a lead reviewer's. A typed 「已完成」 that the
 * number contradicts closes nothing, but by an override: two acts of two people. One proposes it with his reason and names the
 * other, and nothing changes; the other confirms it, and whoever had a hand in the proposal, or enters for somebody, cannot do that
 * too. A reviewer who does not accept the evidence returns it with his reason: it counts no more, and the line is again what it
 * was. */
#ifndef DUBAN_ALERT_ACT_H
#define DUBAN_ALERT_ACT_H

#include <stdbool.h>

#include "alert/dossier.h"
#include "lib/reason.h"

/* REASON_NONE: allowed. Else why not; *ret_who is the person it is about, or NULL. `act` is what is asked for. */
enum reason act_check(const struct dossier *dossier, const struct act *act, const char **ret_who);

/* The judged number says that the target is not reached. */
bool act_is_contradicted(const struct dossier *dossier);

/* The evidence that a closing decides: the newest one; 0: none was handed in, or it was returned. */
int64_t act_evidence(const struct dossier *dossier);

/* The override that waits for its reviewer: the newest one; NULL: there is none, or the duty ended meanwhile. */
const struct act *act_override(const struct dossier *dossier);

#endif
