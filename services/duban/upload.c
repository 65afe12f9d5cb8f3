/* upload.c: reads a file by pieces and hands them to ingest; what was sent once is recognised by its offset and its request id. */
#include "duban/upload.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/hash.h"

#define CHUNK_BYTES ((size_t)1 << 20)
/* A service that ends in the middle of a file and comes back: the file is sent anew, but not for ever. */
#define TRIES 4

struct sending {
    struct cli *cli;
    const struct upload_wish *wish;
    struct upload_progress *progress;
    FILE *file;
    const char *path;
    char *upload_id;
    uint64_t sent;
    uint64_t rows_before, rejected_before; /* of the files before this one */
    uint8_t *buffer;
    struct hash_stream *hash;
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static int open_upload(struct sending *s)
{
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    Duban__Ingest__Open open = DUBAN__INGEST__OPEN__INIT;
    scoped(client_reply_done) Duban__Ingest__Reply *reply = NULL;
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_OPEN;
    request.open = &open;
    open.alliance = (char *)s->wish->alliance;
    open.kind = (char *)s->wish->kind;
    open.institution = (char *)s->wish->institution;
    open.period = (char *)s->wish->period;
    open.file_name = (char *)base_name(s->path);
    open.dry_run = s->wish->dry_run;
    open.unattended = s->wish->unattended;
    open.submitted_by = (char *)s->wish->by;
    int code = ingest_ask(s->cli, &request, &reply);
    if (code != EXIT_GOOD)
        return code;
    s->upload_id = strdup(reply->upload_id);
    return s->upload_id != NULL ? EXIT_GOOD : cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
}

/* *ret_lost: the service knows nothing of this upload (it was started anew). */
static int send_chunk(struct sending *s, size_t len, bool *ret_lost)
{
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    Duban__Ingest__Chunk chunk = DUBAN__INGEST__CHUNK__INIT;
    scoped(client_reply_done) Duban__Ingest__Reply *reply = NULL;
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_CHUNK;
    request.chunk = &chunk;
    chunk.upload_id = s->upload_id;
    chunk.offset = s->sent;
    chunk.data = (ProtobufCBinaryData){.len = len, .data = s->buffer};
    int code = ingest_ask(s->cli, &request, &reply);
    *ret_lost = code != EXIT_GOOD && reply != NULL && strcmp(reply->reason_code, "E-ING-319") == 0;
    if (code != EXIT_GOOD)
        return code;
    hash_stream_add(s->hash, s->buffer, len);
    s->sent += len;
    s->progress->bytes_done += len;
    s->progress->rows = s->rows_before + reply->rows_read;
    s->progress->rows_rejected = s->rejected_before + reply->rows_rejected;
    if (s->progress->tell != NULL)
        s->progress->tell(s->progress->arg, s->progress);
    return EXIT_GOOD;
}

static int commit_upload(struct sending *s, Duban__Ingest__Reply **ret, bool *ret_lost)
{
    char sha256[HASH_HEX_SIZE];
    uint8_t hash[HASH_BYTES];
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    Duban__Ingest__Commit commit = DUBAN__INGEST__COMMIT__INIT;
    hash_stream_end(s->hash, hash);
    hash_hex(hash, sha256);
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_COMMIT;
    request.commit = &commit;
    commit.upload_id = s->upload_id;
    commit.byte_count = s->sent;
    commit.content_sha256 = sha256;
    int code = ingest_ask(s->cli, &request, ret);
    if (code == EXIT_GOOD && (*ret)->n_batches == 1) { /* the last rows were read only now */
        s->progress->rows = s->rows_before + (uint64_t)(*ret)->batches[0]->rows_read;
        s->progress->rows_rejected = s->rejected_before + (uint64_t)(*ret)->batches[0]->rows_rejected;
    }
    *ret_lost = code != EXIT_GOOD && *ret != NULL && strcmp((*ret)->reason_code, "E-ING-319") == 0;
    return code;
}

static int send_once(struct sending *s, Duban__Ingest__Reply **ret, bool *ret_lost)
{
    *ret_lost = false;
    int code = open_upload(s);
    while (code == EXIT_GOOD) {
        size_t len = fread(s->buffer, 1, CHUNK_BYTES, s->file);
        if (ferror(s->file))
            return cli_fail_with(EXIT_CHECK_FAILED, "文件读不下去", "the file cannot be read on", s->path);
        if (len == 0)
            return commit_upload(s, ret, ret_lost);
        code = send_chunk(s, len, ret_lost);
    }
    return code;
}

static int send_again_while_lost(struct sending *s, Duban__Ingest__Reply **ret)
{
    const struct timespec pause = {.tv_sec = 1};
    uint64_t done_before = s->progress->bytes_done;
    int code = EXIT_CANNOT_REACH;
    for (int tries = 0; tries < TRIES; tries++) {
        bool lost = false;
        client_reply_done(ret);
        free(s->upload_id);
        s->upload_id = NULL;
        s->sent = 0;
        s->progress->bytes_done = done_before;
        s->hash = hash_stream_new();
        rewind(s->file);
        code = send_once(s, ret, &lost);
        hash_stream_free(s->hash);
        if (!lost)
            break;
        (void)nanosleep(&pause, NULL); /* cut short by a signal: sends earlier */
    }
    return code;
}

int upload_file(struct cli *cli, const char *path, const struct upload_wish *wish, struct upload_progress *progress,
                Duban__Ingest__Reply **ret)
{
    struct sending s = {.cli = cli,
                        .wish = wish,
                        .progress = progress,
                        .path = path,
                        .rows_before = progress->rows,
                        .rejected_before = progress->rows_rejected,
                        .buffer = malloc(CHUNK_BYTES),
                        .file = fopen(path, "rb")};
    int code;
    if (s.file == NULL)
        code = cli_fail_with(EXIT_CHECK_FAILED, "打不开文件", strerror(errno), path);
    else if (s.buffer == NULL)
        code = cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
    else
        code = send_again_while_lost(&s, ret);
    if (s.file != NULL)
        (void)fclose(s.file); /* was only read */
    free(s.buffer);
    free(s.upload_id);
    return code;
}
