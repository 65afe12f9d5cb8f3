/* Behaviour of config.h: precedence, secrets, and what is refused where. Files are made in a folder of the test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/config.h"
#include "lib/config_key.h"

struct fixture {
    struct problems problems;
    struct config *config;
    enum status status;
};

static char folder[] = "/tmp/duban-test-config-XXXXXX";
static char yaml_path[64], secret_path[64];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return 1;
    (void)snprintf(yaml_path, sizeof(yaml_path), "%s/duban.yaml", folder);
    (void)snprintf(secret_path, sizeof(secret_path), "%s/secret", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(yaml_path);
    unlink(secret_path);
    return rmdir(folder);
}

static void write_bytes(const char *path, const char *bytes, size_t len)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void fixture_done(struct fixture *f)
{
    config_free(f->config);
    problems_done(&f->problems);
}

/* yaml NULL: no file */
static void load(struct fixture *f, const char *yaml, char *const *environment)
{
    *f = (struct fixture){0};
    problems_init(&f->problems, 50);
    if (yaml != NULL)
        write_bytes(yaml_path, yaml, strlen(yaml));
    f->status = config_load(yaml == NULL ? NULL : yaml_path, environment, &f->problems, &f->config);
}

static void load_good(struct fixture *f, const char *yaml, char *const *environment)
{
    load(f, yaml, environment);
    if (f->status != ST_OK) {
        scoped(text_done) struct text words;
        text_init(&words, 10000);
        problems_format(&words, &f->problems, REASON_EN);
        fail_msg("%s", words.s);
    }
}

static void assert_refused(const char *yaml, char *const *environment, const char *expected_words)
{
    scoped(fixture_done) struct fixture f;
    scoped(text_done) struct text words;
    load(&f, yaml, environment);
    assert_int_equal(f.status, ST_BAD_INPUT);
    assert_null(f.config);
    text_init(&words, 10000);
    problems_format(&words, &f.problems, REASON_EN);
    const char *shown = words.s;
    if (strncmp(shown, yaml_path, strlen(yaml_path)) == 0)
        shown += strlen(yaml_path);
    assert_string_equal(shown, expected_words);
}

static void without_file_and_environment_every_default_is_good(void **state)
{
    (void)state;
    scoped(fixture_done) struct fixture f;
    load_good(&f, NULL, NULL);
    assert_string_equal(config_text(f.config, "run_dir"), "/run/duban");
    assert_int_equal(config_i64(f.config, "sweep_ms"), 3000);
    assert_string_equal(config_text(f.config, "notify.mode"), "shadow");
    assert_string_equal(config_secret(f.config, "ingest.key"), "");
    assert_string_equal(config_text(f.config, "bus.alert.event"), "ipc:///run/duban/alert.event");
    assert_false(config_is_set(f.config, "notify.mode"));
}

static void the_environment_goes_before_the_file_and_the_file_before_the_default(void **state)
{
    (void)state;
    char *const environment[] = {"HOME=/", "DUBAN_NOTIFY_SMTP_URL=smtp://127.0.0.1:2525", "DUBAN_LOG_LEVEL=warn", NULL};
    scoped(fixture_done) struct fixture f;
    load_good(&f, "log: {level: debug}\nnotify:\n  mode: live\n  smtp:\n    url: smtp://other:25\n    user: duban\n", environment);
    assert_string_equal(config_text(f.config, "notify.smtp.url"), "smtp://127.0.0.1:2525");
    assert_string_equal(config_text(f.config, "log.level"), "warn");
    assert_string_equal(config_text(f.config, "notify.mode"), "live");
    assert_string_equal(config_text(f.config, "notify.smtp.user"), "duban");
    assert_true(config_is_set(f.config, "notify.mode"));
    assert_true(config_is_set(f.config, "log.level"));
}

static void an_empty_variable_is_not_set(void **state)
{
    (void)state;
    char *const environment[] = {"DUBAN_NOTIFY_MODE=", "DUBAN_INGEST_KEY_FILE=", NULL};
    scoped(fixture_done) struct fixture f;
    load_good(&f, "notify: {mode: off}\n", environment);
    assert_string_equal(config_text(f.config, "notify.mode"), "off");
}

static void endpoints_follow_the_folder_of_sockets_unless_they_are_given(void **state)
{
    (void)state;
    char *const environment[] = {"DUBAN_BUS_DIR=/tmp/b", NULL};
    scoped(fixture_done) struct fixture f;
    load_good(&f, "bus:\n  dir: /elsewhere\n  notify: {command: 'tcp://127.0.0.1:4000', event: 'inproc://here'}\n", environment);
    assert_string_equal(config_text(f.config, "bus.ingest.command"), "ipc:///tmp/b/ingest.command");
    assert_string_equal(config_text(f.config, "bus.notify.command"), "tcp://127.0.0.1:4000");
    assert_string_equal(config_text(f.config, "bus.notify.event"), "inproc://here");
}

static void an_unknown_key_is_an_error_at_its_line_and_names_the_nearest(void **state)
{
    (void)state;
    assert_refused("run_dir: /tmp\nnotify:\n  mod: live\n", NULL,
                   ":3:3 mod: E-CFG-002 error: unknown setting \"notify.mod\"; did you mean \"notify.mode\"?\n");
    assert_refused("colours: 3\n", NULL, ":1:1 colours: E-CFG-001 error: unknown setting \"colours\"\n");
    assert_refused("log:\n  level:\n    deep: info\n", NULL,
                   ":3:5 level: E-CFG-003 error: the setting \"log.level\" should be 文字 (text), not \"…\"\n");
    assert_refused("notify: live\n", NULL, ":1:1 notify: E-YML-012 error: a 映射 (mapping) is expected here\n");
    assert_refused("- a\n", NULL, ":1:1: E-YML-012 error: a 映射 (mapping) is expected here\n");
    /* only a secret is known by file */
    assert_refused("notify: {mode_file: /x}\n", NULL,
                   ":1:10 mode_file: E-CFG-002 error: unknown setting \"notify.mode_file\"; did you mean \"notify.mode\"?\n");
}

static void an_empty_section_is_allowed(void **state)
{
    (void)state;
    scoped(fixture_done) struct fixture f;
    load_good(&f, "notify:\nlog:\n", NULL);
    assert_string_equal(config_text(f.config, "notify.mode"), "shadow");
}

static void an_unknown_variable_of_a_section_is_an_error(void **state)
{
    (void)state;
    char *const slip[] = {"DUBAN_NOTIFY_MOD=live", NULL};
    char *const none[] = {"DUBAN_NOTIFY_COLOUR_OF_THE_ENVELOPE=red", NULL};
    char *const top[] = {"DUBAN_RUNDIR=/tmp", NULL};
    char *const plain_file[] = {"DUBAN_NOTIFY_MODE_FILE=/tmp/x", NULL};
    assert_refused(NULL, slip,
                   "E-CFG-011 error: unknown environment variable \"DUBAN_NOTIFY_MOD\"; did you mean \"DUBAN_NOTIFY_MODE\"?\n");
    assert_refused(NULL, none, "E-CFG-010 error: unknown environment variable \"DUBAN_NOTIFY_COLOUR_OF_THE_ENVELOPE\"\n");
    assert_refused(NULL, top, "E-CFG-011 error: unknown environment variable \"DUBAN_RUNDIR\"; did you mean \"DUBAN_RUN_DIR\"?\n");
    assert_refused(
        NULL, plain_file,
        "E-CFG-011 error: unknown environment variable \"DUBAN_NOTIFY_MODE_FILE\"; did you mean \"DUBAN_NOTIFY_MODE\"?\n");
}

static void variables_of_scripts_and_tests_are_let_be(void **state)
{
    (void)state;
    char *const environment[] = {"DUBAN_CONFIG=x",
                                 "DUBAN_CRASH_AT=x",
                                 "DUBAN_BUS_FAULT=drop",
                                 "DUBAN_TMP=/tmp",
                                 "DUBAN_BUILD=build",
                                 "DUBAN_SECRETS=/x",
                                 "DUBAN_IMAGE=y",
                                 "NOTIFY_MODE=live",
                                 "DUBANX=1",
                                 "no equals sign",
                                 NULL};
    scoped(fixture_done) struct fixture f;
    load_good(&f, NULL, environment);
    assert_string_equal(config_text(f.config, "notify.mode"), "shadow");
}

static void values_out_of_form_or_bounds_are_refused_at_their_place(void **state)
{
    (void)state;
    char *const environment[] = {"DUBAN_SWEEP_MS=fast", NULL};
    assert_refused("sweep_ms: 49\n", NULL,
                   ":1:11: E-CFG-004 error: the value \"49\" of the setting \"sweep_ms\" is not between 50 and 600000\n");
    assert_refused("sweep_ms: 600001\n", NULL,
                   ":1:11: E-CFG-004 error: the value \"600001\" of the setting \"sweep_ms\" is not between 50 and 600000\n");
    assert_refused(
        "sweep_ms: 99999999999999999999999\n", NULL,
        ":1:11: E-CFG-004 error: the value \"99999999999999999999999\" of the setting \"sweep_ms\" is not between 50 and "
        "600000\n");
    assert_refused(NULL, environment,
                   "DUBAN_SWEEP_MS: E-CFG-003 error: the setting \"sweep_ms\" should be 整数 (integer), not \"fast\"\n");
    assert_refused(
        "notify: {mode: allow}\n", NULL,
        ":1:16: E-CFG-006 error: the setting \"notify.mode\" should be one of off|shadow|allow-list|live, not \"allow\"\n");
    assert_refused("run_dir: var/run\n", NULL,
                   ":1:10: E-CFG-003 error: the setting \"run_dir\" should be 绝对路径 (absolute path), not \"var/run\"\n");
    assert_refused("bus: {alert: {event: 'udp://x'}}\n", NULL,
                   ":1:22: E-CFG-003 error: the setting \"bus.alert.event\" should be 地址 (ipc:///path, tcp://, "
                   "inproc://), not \"udp://x\"\n");
    assert_refused("bus: {alert: {event: 'tls+tcp://10.0.0.1:7001'}}\n", NULL,
                   ":1:22: E-CFG-410 error: the setting \"bus.alert.event\" is tls+tcp://, which comes with a later release; use "
                   "ipc:///path, or tcp:// inside a tunnel of your own\n");
    assert_refused("database: {conninfo: 'postgresql://h/duban'}\n", NULL,
                   ":1:22: E-CFG-003 error: the setting \"database.conninfo\" should be 键=值 形式的连接 (key=value pairs), not "
                   "\"postgresql://h/duban\"\n");
    assert_refused("database: {user_prefix: '0123456789012345678901234567890123456789x'}\n", NULL,
                   ":1:25: E-CFG-005 error: the setting \"database.user_prefix\" should have between 0 and 40 bytes\n");
}

static void choices_are_whole_words(void **state)
{
    (void)state;
    assert_refused("notify: {mode: 'off|shadow'}\n", NULL,
                   ":1:16: E-CFG-006 error: the setting \"notify.mode\" should be one of off|shadow|allow-list|live, not "
                   "\"off|shadow\"\n");
    assert_refused("notify: {mode: ''}\n", NULL,
                   ":1:16: E-CFG-006 error: the setting \"notify.mode\" should be one of off|shadow|allow-list|live, not \"\"\n");
}

static void a_socket_path_has_at_most_107_bytes(void **state)
{
    (void)state;
    char yaml[200];
    scoped(fixture_done) struct fixture f;
    /* ipc:// and a path of one slash and 106 letters, then one more */
    char path[108];
    memset(path, 'a', 107);
    path[0] = '/';
    path[107] = '\0';
    (void)snprintf(yaml, sizeof(yaml), "bus: {alert: {event: 'ipc://%s'}}\n", path);
    load_good(&f, yaml, NULL);
    (void)snprintf(yaml, sizeof(yaml), "bus: {alert: {event: 'ipc://%sb'}}\n", path);
    assert_refused(
        yaml, NULL,
        ":1:22: E-CFG-007 error: the socket path of the setting \"bus.alert.event\" has 108 bytes, the limit is 107; choose a "
        "shorter bus.dir\n");
}

static void a_secret_comes_directly_or_by_file(void **state)
{
    (void)state;
    char file_variable[100];
    static const char key[] = "0123456789abcdef0123456789abcdef";
    (void)snprintf(file_variable, sizeof(file_variable), "DUBAN_INGEST_KEY_FILE=%s", secret_path);
    char *const by_file[] = {file_variable, NULL};
    char *const directly[] = {"DUBAN_INGEST_KEY=ffffffffffffffffffffffffffffffff", NULL};
    scoped(fixture_done) struct fixture f, g, h;

    write_bytes(secret_path, "0123456789abcdef0123456789abcdef\r\n", 34);
    load_good(&f, NULL, by_file);
    assert_string_equal(config_secret(f.config, "ingest.key"), key);

    char yaml[100];
    (void)snprintf(yaml, sizeof(yaml), "ingest: {key_file: %s}\n", secret_path);
    load_good(&g, yaml, NULL);
    assert_string_equal(config_secret(g.config, "ingest.key"), key);

    load_good(&h, yaml, directly); /* the environment goes before the file, however the secret is given */
    assert_string_equal(config_secret(h.config, "ingest.key"), "ffffffffffffffffffffffffffffffff");
}

static void an_empty_secret_file_is_an_unset_secret(void **state)
{
    (void)state;
    char variable[100];
    char *const environment[] = {variable, NULL};
    scoped(fixture_done) struct fixture f;
    (void)snprintf(variable, sizeof(variable), "DUBAN_NOTIFY_SMTP_PASSWORD_FILE=%s", secret_path);
    write_bytes(secret_path, "", 0);
    load_good(&f, NULL, environment);
    assert_string_equal(config_secret(f.config, "notify.smtp.password"), "");
}

static void a_secret_given_twice_unreadable_or_of_two_lines_is_refused(void **state)
{
    (void)state;
    char variable[100];
    char *const twice[] = {"DUBAN_DATABASE_PASSWORD=x", "DUBAN_DATABASE_PASSWORD_FILE=/x", NULL};
    char *const missing[] = {"DUBAN_DATABASE_PASSWORD_FILE=/nonexistent/password", NULL};
    char *const lines[] = {variable, NULL};
    (void)snprintf(variable, sizeof(variable), "DUBAN_DATABASE_PASSWORD_FILE=%s", secret_path);

    assert_refused(
        NULL, twice,
        "DUBAN_DATABASE_PASSWORD_FILE: E-CFG-008 error: the secret \"database.password\" is given both directly and by file; "
        "give one of them\n");
    assert_refused(NULL, missing,
                   "DUBAN_DATABASE_PASSWORD: E-CFG-009 error: cannot read the file \"/nonexistent/password\" of the secret "
                   "\"database.password\": No such file or directory\n");
    write_bytes(secret_path, "one\ntwo\n", 8);
    assert_refused(
        NULL, lines,
        "DUBAN_DATABASE_PASSWORD: E-CFG-013 error: the secret \"database.password\" must be one line without NUL bytes\n");
    write_bytes(secret_path, "a\0b", 3);
    assert_refused(
        NULL, lines,
        "DUBAN_DATABASE_PASSWORD: E-CFG-013 error: the secret \"database.password\" must be one line without NUL bytes\n");
}

static void a_weak_secret_is_refused_and_never_shown(void **state)
{
    (void)state;
    char *const environment[] = {"DUBAN_INGEST_KEY=hunter2", NULL};
    assert_refused(NULL, environment,
                   "DUBAN_INGEST_KEY: E-CFG-014 error: the secret \"ingest.key\" should have between 32 and 4096 bytes\n");
}

static void lists_are_yaml_lists_or_parted_by_commas(void **state)
{
    (void)state;
    char *const environment[] = {"DUBAN_NOTIFY_ALLOW_LIST=a@x.cn, b@x.cn ,@y.cn", NULL};
    scoped(fixture_done) struct fixture f, g;
    load_good(&f, "notify:\n  allow_list:\n    - a@x.cn\n    - c@x.cn\n", NULL);
    assert_true(config_list_has(f.config, "notify.allow_list", "c@x.cn"));
    assert_false(config_list_has(f.config, "notify.allow_list", "b@x.cn"));
    load_good(&g, NULL, environment);
    assert_true(config_list_has(g.config, "notify.allow_list", "b@x.cn"));
    assert_true(config_list_has(g.config, "notify.allow_list", "@y.cn"));
    assert_false(config_list_has(g.config, "notify.allow_list", "x.cn"));
    assert_false(config_list_has(g.config, "notify.allow_list", ""));
    assert_refused("notify: {allow_list: ['a,b']}\n", NULL,
                   ":1:23 allow_list: E-CFG-003 error: the setting \"notify.allow_list\" should be 不含逗号的文字 (text without a "
                   "comma), not \"a,b\"\n");
}

static void a_conninfo_names_the_role_and_quotes_the_password(void **state)
{
    (void)state;
    char *const environment[] = {"DUBAN_DATABASE_PASSWORD=it's a \\ secret", NULL};
    scoped(fixture_done) struct fixture f, g;
    scoped(text_done) struct text conninfo;
    text_init(&conninfo, 4096);
    load_good(&f, "database: {conninfo: host=/tmp/pg dbname=d}\n", NULL);
    config_conninfo(f.config, "ingest", &conninfo);
    assert_string_equal(conninfo.s, "host=/tmp/pg dbname=d user='duban_ingest'");
    text_clear(&conninfo);
    load_good(&g, NULL, environment);
    config_conninfo(g.config, "catalog", &conninfo);
    assert_string_equal(conninfo.s, "dbname=duban user='duban_catalog' password='it\\'s a \\\\ secret'");
}

static void a_check_shows_the_values_in_force_and_hides_secrets(void **state)
{
    (void)state;
    char *const environment[] = {"DUBAN_DATABASE_PASSWORD=hunter2", NULL};
    scoped(text_done) struct text out;
    text_init(&out, 1 << 16);
    write_bytes(yaml_path, "sweep_ms: 100\n", 14);
    assert_int_equal(config_check(NULL, yaml_path, environment, &out), ST_OK);
    assert_non_null(strstr(out.s, "sweep_ms: 100  # "));
    assert_non_null(strstr(out.s, "database.password: ***  # 环境变量\n"));
    assert_non_null(strstr(out.s, "notify.mode: shadow  # 默认\n"));
    assert_null(strstr(out.s, "hunter2"));
    text_clear(&out);
    assert_int_equal(config_check(NULL, "/nonexistent.yaml", NULL, &out), ST_BAD_INPUT);
    assert_string_equal(out.s, "E-GEN-001 错误: 读不出文件“/nonexistent.yaml”：No such file or directory\n");
}

/* Three things that a service could ask, each of another source. */
static void demand(const struct config *config, struct problems *problems)
{
    config_refuse(config, "log.level", REASON_E_CFG_003, "louder", config_text(config, "log.level"), problems);
    config_refuse(config, "notify.smtp.url", REASON_E_CFG_411, "notify.mode: live", NULL, problems);
    config_refuse(config, "ingest.key", REASON_E_CFG_411, NULL, NULL, problems);
}

static void what_a_service_demands_is_refused_at_the_place_of_its_setting(void **state)
{
    (void)state;
    char *const environment[] = {"DUBAN_NOTIFY_SMTP_URL=x", NULL};
    static const char told[] =
        ":1:14: E-CFG-003 错误: 设置“log.level”应是louder，不是“warn”\n"
        "DUBAN_NOTIFY_SMTP_URL: E-CFG-411 错误: 没有给出设置“notify.smtp.url”（notify.mode: live 时必须有），服务不能启动\n"
        "E-CFG-411 错误: 没有给出设置“ingest.key”，服务不能启动\n";
    scoped(text_done) struct text out;
    text_init(&out, 1 << 16);
    write_bytes(yaml_path, "log: {level: warn}\n", 19);
    assert_int_equal(config_check(demand, yaml_path, environment, &out), ST_BAD_INPUT);
    assert_memory_equal(out.s, yaml_path, strlen(yaml_path));
    assert_string_equal(out.s + strlen(yaml_path), told);
    struct problems problems;
    struct config *config = NULL;
    problems_init(&problems, 10);
    assert_int_equal(config_load_for(demand, yaml_path, environment, &problems, &config), ST_BAD_INPUT);
    assert_null(config);
    assert_int_equal(problems.errors, 3);
    problems_clear(&problems);
    assert_int_equal(config_load_for(NULL, yaml_path, environment, &problems, &config), ST_OK);
    config_free(config);
    problems_done(&problems);
}

static void the_help_tells_every_key_once(void **state)
{
    (void)state;
    scoped(text_done) struct text out;
    text_init(&out, 1 << 16);
    config_print_help(&out);
    assert_false(out.overflow);
    assert_non_null(strstr(out.s, "\nnotify.smtp.password  DUBAN_NOTIFY_SMTP_PASSWORD[_FILE]\n"));
    assert_non_null(strstr(out.s, "\nsweep_ms  DUBAN_SWEEP_MS\n    整数 (integer) 50–600000；默认 3000\n"));
    for (size_t i = 0; i < CONFIG_KEYS_COUNT; i++)
        assert_non_null(strstr(out.s, CONFIG_KEYS[i].name));
}

static void no_two_keys_share_a_name_or_variable(void **state)
{
    (void)state;
    for (size_t i = 0; i < CONFIG_KEYS_COUNT; i++) {
        struct config_variable a = config_key_variable(&CONFIG_KEYS[i]);
        assert_true(strlen(CONFIG_KEYS[i].name) <= CONFIG_NAME_MAX);
        for (size_t j = 0; j < CONFIG_KEYS_COUNT; j++) {
            char b[100];
            (void)snprintf(b, sizeof(b), "%s_FILE", config_key_variable(&CONFIG_KEYS[j]).s);
            assert_true(CONFIG_KEYS[j].type != CONFIG_SECRET || strcmp(a.s, b) != 0);
            assert_true(i == j || strcmp(a.s, config_key_variable(&CONFIG_KEYS[j]).s) != 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_file_and_environment_every_default_is_good),
        cmocka_unit_test(the_environment_goes_before_the_file_and_the_file_before_the_default),
        cmocka_unit_test(an_empty_variable_is_not_set),
        cmocka_unit_test(endpoints_follow_the_folder_of_sockets_unless_they_are_given),
        cmocka_unit_test(an_unknown_key_is_an_error_at_its_line_and_names_the_nearest),
        cmocka_unit_test(an_empty_section_is_allowed),
        cmocka_unit_test(an_unknown_variable_of_a_section_is_an_error),
        cmocka_unit_test(variables_of_scripts_and_tests_are_let_be),
        cmocka_unit_test(values_out_of_form_or_bounds_are_refused_at_their_place),
        cmocka_unit_test(choices_are_whole_words),
        cmocka_unit_test(a_socket_path_has_at_most_107_bytes),
        cmocka_unit_test(a_secret_comes_directly_or_by_file),
        cmocka_unit_test(an_empty_secret_file_is_an_unset_secret),
        cmocka_unit_test(a_secret_given_twice_unreadable_or_of_two_lines_is_refused),
        cmocka_unit_test(a_weak_secret_is_refused_and_never_shown),
        cmocka_unit_test(lists_are_yaml_lists_or_parted_by_commas),
        cmocka_unit_test(a_conninfo_names_the_role_and_quotes_the_password),
        cmocka_unit_test(a_check_shows_the_values_in_force_and_hides_secrets),
        cmocka_unit_test(what_a_service_demands_is_refused_at_the_place_of_its_setting),
        cmocka_unit_test(the_help_tells_every_key_once),
        cmocka_unit_test(no_two_keys_share_a_name_or_variable),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
