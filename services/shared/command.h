/* command.h: how a process answers commands: each in a task of its own, on a connection of the pool, late and out of order if need
 * be. Everything but the dispatch is here, once for all four:
 *
 *   bytes → short enough? → unpacked → version, request id, a command in it? → answered before? → the process's run → packed →
 * bytes
 *
 * - All protos begin alike (Request: version, request_id, a oneof; Reply: version, request_id, status, reason_code, words_zh,
 *   words_en; one Status), so the frame reads and writes these by the descriptors of protobuf-c.
 * - What cannot be read is counted, answered with E-GEN-003 (E-GEN-007: too long), put into <schema>.quarantine as hash, length and
 *   reason, and never reaches the process.
 * - A command that changes something (is_deed) is done once a request id (law 2): its answer is stored in its transaction
 *   (command_store). Asked again: the very same bytes. The same id with another content: STATUS_CONFLICT, E-GEN-004. A refusal that
 *   was not stored changed nothing and may be another one next time.
 * - `ping` is answered by the frame and asks the database nothing (it waits for a connection as all do, up to five seconds).
 * - At most COMMANDS_MAX are worked on at once; one more is not answered, and its client, who hears nothing, asks again with the
 *   same request id. */
#ifndef DUBAN_SHARED_COMMAND_H
#define DUBAN_SHARED_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <protobuf-c/protobuf-c.h>

#include "lib/hash.h"
#include "lib/reason.h"
#include "lib/status.h"
#include "model/arena.h"
#include "shared/request_store.h"

struct alliance;
struct alliances;
struct command;
struct command_server;
struct db;
struct process;

#define COMMANDS_MAX            64
#define COMMAND_VERSION         1
#define COMMAND_REQUEST_ID_SIZE 101 /* with NUL; ours are 32 hex digits */

/* For a service whose questions are some names and numbers. */
#define COMMAND_SHORT_BYTES ((size_t)64 * 1024)

/* What a process understands. */
struct command_service {
    const ProtobufCMessageDescriptor *request, *reply;
    size_t max_bytes; /* of a request; below BUS_MESSAGE_MAX, so that who sends too much is told instead of cut off */
    bool (*is_deed)(const ProtobufCMessage *request); /* NULL: all commands only read */
    /* Fills the reply and returns what became of it. ST_OK; or a failure, which command_say has put into words or the frame will.
     * ST_CONFLICT without words: somebody was quicker; it is run again. May be run again in any case: it starts from nothing. */
    enum status (*run)(void *arg, struct command *command);
};

/* One request while it is answered. */
struct command {
    struct db *db;                   /* never NULL when run begins */
    const ProtobufCMessage *request; /* of service->request: version, request id and command are there */
    ProtobufCMessage *reply;         /* of service->reply; its strings and arrays live in the arena, or in what `alliance` holds */
    struct arena arena;
    const struct alliance *alliance; /* command_take_alliance; held until the answer is packed */
    int64_t business_us;             /* taken once a run */
    bool clock_placed;               /* the business clock was set on purpose */
    const char *request_id;

    /* the frame's own */
    const struct command_server *server;
    const uint8_t *bytes;
    size_t len;
    char sha256[HASH_HEX_SIZE];
    struct request_answer stored;
};

/* Listens at bus.<service>.command. service and arg outlive the process's loop. */
MUST_CHECK enum status command_serve(struct process *process, const struct command_service *service, void *arg);

/* The reply is empty again: at the start of a transaction, which may be repeated. */
void command_begin(struct command *command);

/* Status, reason and words in one; the last ones said stand. Returns `status`. The parameters are `const char *`, at most nine. */
enum status command_say(struct command *command, enum status status, enum reason reason, size_t n, const char *const *params);
#define command_refuse(command, status, reason, ...)                                                                    \
    command_say(command, status, reason, sizeof((const char *const[]){NULL, ##__VA_ARGS__}) / sizeof(const char *) - 1, \
                (const char *const[]){NULL, ##__VA_ARGS__} + 1)

/* The alliance that is named in the field `alliance` of the request or of its command; "" is the only one there is.
 * ST_BAD_INPUT: none, or several: said as `unknown`, whose parameter is the code. */
MUST_CHECK enum status command_take_alliance(struct command *command, struct alliances *alliances, enum reason unknown);

/* Who waits for something else than the store lends his connection to others meanwhile, outside a transaction. After regain
 * command->db may be another one; ST_RETRY: there is none, command->db is NULL: return that. */
void command_lend_db(struct command *command);
MUST_CHECK enum status command_regain_db(struct command *command);

/* Packs the reply and stores it under the request id, in the transaction that does what was asked for; from then on the reply is
 * not touched. ST_CONFLICT: answered meanwhile: roll back; the frame finds that answer. */
MUST_CHECK enum status command_store(struct command *command);

#endif
