/* Packed messages of every release decode to what their table says (tests/fixtures/messages). The files were packed by protobuf's
 * own tool, the table was not made from the code that decodes: a number, a type or a name that changed fails here. Run at the root
 * of the tree, like every test. */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert.pb-c.h"
#include "compute.pb-c.h"
#include "event.pb-c.h"
#include "ingest.pb-c.h"
#include "notify.pb-c.h"
#include "support/cmocka_all.h"

#define RELEASES    "tests/fixtures/messages"
#define TYPES_MAX   200
#define FIELDS_MAX  2000
#define MESSAGE_MAX 65536

/* All that travels hangs below these. */
static const ProtobufCMessageDescriptor *const ROOTS[] = {
    &duban__alert__request__descriptor, &duban__alert__reply__descriptor,    &duban__compute__request__descriptor,
    &duban__compute__reply__descriptor, &duban__event__event__descriptor,    &duban__ingest__request__descriptor,
    &duban__ingest__reply__descriptor,  &duban__notify__request__descriptor, &duban__notify__reply__descriptor,
};

static const ProtobufCMessageDescriptor *types[TYPES_MAX];
static size_t n_types;
/* Fields of today that a file of the newest release holds. */
static const ProtobufCFieldDescriptor *seen[FIELDS_MAX];
static size_t n_seen;

static void add_type(const ProtobufCMessageDescriptor *type)
{
    for (size_t i = 0; i < n_types; i++)
        if (types[i] == type)
            return;
    assert_true(n_types < TYPES_MAX);
    types[n_types++] = type;
    for (unsigned i = 0; i < type->n_fields; i++)
        if (type->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
            add_type(type->fields[i].descriptor);
}

static int find_types(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROOTS / sizeof ROOTS[0]; i++)
        add_type(ROOTS[i]);
    return 0;
}

/* alert.Reply.duty_show, alert.Reply-STATUS_OK → duban.alert.Reply */
static const ProtobufCMessageDescriptor *type_of(const char *file)
{
    char name[128];
    size_t package = strcspn(file, ".") + 1, end = package + strcspn(file + package, ".-");
    snprintf(name, sizeof name, "duban.%.*s", (int)end, file);
    for (size_t i = 0; i < n_types; i++)
        if (strcmp(types[i]->name, name) == 0)
            return types[i];
    fail_msg("%s: there is no message %s", file, name);
    return NULL;
}

static ProtobufCMessage *decode(const char *release, const char *file)
{
    static uint8_t bytes[MESSAGE_MAX];
    char path[512];
    snprintf(path, sizeof path, RELEASES "/%s/%s.bin", release, file);
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        fail_msg("%s: %s", path, strerror(errno));
    size_t len = fread(bytes, 1, sizeof bytes, in);
    fclose(in);
    ProtobufCMessage *message = protobuf_c_message_unpack(type_of(file), NULL, len, bytes);
    if (message == NULL || message->n_unknown_fields != 0)
        fail_msg("%s: does not decode, or holds fields that nobody knows", path);
    return message;
}

/* What a field holds, as the table writes it. */
static void print_value(const ProtobufCFieldDescriptor *field, const void *at, char *out, size_t size)
{
    const ProtobufCBinaryData *data = at;
    const ProtobufCEnumValue *word;
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING: snprintf(out, size, "%s", *(char *const *)at); return;
    case PROTOBUF_C_TYPE_BOOL: snprintf(out, size, "%d", *(const protobuf_c_boolean *)at); return;
    case PROTOBUF_C_TYPE_UINT32: snprintf(out, size, "%" PRIu32, *(const uint32_t *)at); return;
    case PROTOBUF_C_TYPE_UINT64: snprintf(out, size, "%" PRIu64, *(const uint64_t *)at); return;
    case PROTOBUF_C_TYPE_INT64: snprintf(out, size, "%" PRId64, *(const int64_t *)at); return;
    case PROTOBUF_C_TYPE_MESSAGE: snprintf(out, size, "%s", *(void *const *)at == NULL ? "nothing" : "{}"); return;
    case PROTOBUF_C_TYPE_ENUM:
        word = protobuf_c_enum_descriptor_get_value(field->descriptor, *(const int *)at);
        snprintf(out, size, "%s", word == NULL ? "a value without a name" : word->name);
        return;
    case PROTOBUF_C_TYPE_BYTES:
        assert_true(2 * data->len < size);
        out[0] = '\0';
        for (size_t i = 0; i < data->len; i++)
            snprintf(out + 2 * i, 3, "%02x", data->data[i]);
        return;
    default: fail_msg("%s is of a type that no message had so far", field->name);
    }
}

static size_t element_size(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_BOOL: return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_ENUM: return sizeof(int);
    case PROTOBUF_C_TYPE_UINT32: return sizeof(uint32_t);
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_INT64: return sizeof(int64_t);
    case PROTOBUF_C_TYPE_BYTES: return sizeof(ProtobufCBinaryData);
    default: return sizeof(void *);
    }
}

static void note_seen(const ProtobufCFieldDescriptor *field)
{
    for (size_t i = 0; i < n_seen; i++)
        if (seen[i] == field)
            return;
    assert_true(n_seen < FIELDS_MAX);
    seen[n_seen++] = field;
}

/* Follows `rows.0.title`; what stands there goes into out. */
static void read_path(const ProtobufCMessage *message, char *path, char *out, size_t size)
{
    char *rest = NULL, *name = strtok_r(path, ".", &rest);
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
    if (field == NULL)
        fail_msg("%s has no field %s (any more)", message->descriptor->name, name);
    note_seen(field);
    const char *at = (const char *)message + field->offset;
    const char *count = (const char *)message + field->quantifier_offset;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        size_t i = strtoul(strtok_r(NULL, ".", &rest), NULL, 10), n = *(const size_t *)(const void *)count;
        if (i >= n)
            fail_msg("%s.%s has %zu elements", message->descriptor->name, name, n);
        at = *(const char *const *)(const void *)at + i * element_size(field);
    } else if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 && *(const uint32_t *)(const void *)count != field->id) {
        fail_msg("%s: not %s was said, but number %" PRIu32, message->descriptor->name, name,
                 *(const uint32_t *)(const void *)count);
    }
    if (rest != NULL && *rest != '\0') {
        assert_int_equal(field->type, PROTOBUF_C_TYPE_MESSAGE);
        read_path(*(const ProtobufCMessage *const *)(const void *)at, rest, out, size);
    } else {
        print_value(field, at, out, size);
    }
}

static size_t check_line(const char *release, char *line)
{
    char found[4096], path[256];
    char *rest = line;
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '#')
        return 0;
    const char *file = strsep(&rest, "\t"), *field = strsep(&rest, "\t"), *wanted = rest;
    assert_non_null(wanted);
    ProtobufCMessage *message = decode(release, file);
    if (field[0] != '\0') {
        snprintf(path, sizeof path, "%s", field);
        read_path(message, path, found, sizeof found);
        if (strcmp(found, wanted) != 0)
            fail_msg("%s/%s: %s is “%s”, and was packed as “%s”", release, file, field, found, wanted);
    }
    protobuf_c_message_free_unpacked(message, NULL);
    return 1;
}

static int is_release(const struct dirent *entry)
{
    return entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
}

static void packed_messages_of_every_release_hold_what_they_held(void **state)
{
    (void)state;
    struct dirent **releases = NULL;
    int n = scandir(RELEASES, &releases, is_release, versionsort);
    assert_true(n >= 1);
    for (int i = 0; i < n; i++) {
        char path[512], line[4096];
        size_t lines = 0;
        n_seen = 0; /* at the end: those of the newest */
        snprintf(path, sizeof path, RELEASES "/%s/fields.tsv", releases[i]->d_name);
        FILE *table = fopen(path, "r");
        assert_non_null(table);
        while (fgets(line, sizeof line, table) != NULL)
            lines += check_line(releases[i]->d_name, line);
        fclose(table);
        assert_true(lines > 500);
        free(releases[i]);
    }
    free(releases);
}

static void every_field_of_today_is_in_the_newest_release(void **state)
{
    (void)state;
    assert_true(n_types > 50);
    for (size_t i = 0; i < n_types; i++)
        for (unsigned k = 0; k < types[i]->n_fields; k++) {
            size_t s = 0;
            while (s < n_seen && seen[s] != &types[i]->fields[k])
                s++;
            if (s == n_seen)
                fail_msg("%s.%s stands in no packed message of the newest release", types[i]->name, types[i]->fields[k].name);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed_messages_of_every_release_hold_what_they_held),
        cmocka_unit_test(every_field_of_today_is_in_the_newest_release),
    };
    return cmocka_run_group_tests(tests, find_types, NULL);
}
