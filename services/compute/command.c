/* command.c: which question of compute.proto is answered where. All of them only read, so the same request may be answered anew. */
#include "compute/answer.h"
#include "compute/compute.h"
#include "shared/command.h"

static enum status run(void *arg, struct command *command)
{
    struct compute *compute = arg;
    const Duban__Compute__Request *request = (const Duban__Compute__Request *)command->request;
    enum status st = command_take_alliance(command, compute->alliances, REASON_E_CMP_008);
    if (st != ST_OK)
        return st;
    struct answer answer = {.command = command,
                            .db = command->db,
                            .alliance = command->alliance,
                            .business_us = command->business_us,
                            .arena = &command->arena,
                            .reply = (Duban__Compute__Reply *)command->reply};
    switch (request->command_case) {
    case DUBAN__COMPUTE__REQUEST__COMMAND_VALUE: return answer_value(&answer, request->value);
    case DUBAN__COMPUTE__REQUEST__COMMAND_EXPLAIN: return answer_explain(&answer, request->explain);
    default: return answer_audit(&answer, request->audit);
    }
}

enum status command_open(struct compute *compute)
{
    static const struct command_service service = {.request = &duban__compute__request__descriptor,
                                                   .reply = &duban__compute__reply__descriptor,
                                                   .max_bytes = COMMAND_SHORT_BYTES,
                                                   .run = run};
    return command_serve(compute->process, &service, compute);
}
