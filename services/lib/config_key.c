/* config_key.c: every setting there is, one line each, and what a value of each type must look like. */
#include "lib/config_key.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/decimal.h"
#include "lib/nearest.h"

/* sun_path is 108 bytes with its NUL: a longer socket path cannot be bound. */
#define SOCKET_PATH_MAX 107
/* A path in a folder of sockets: what bus.dir may have, so that /compute.command still fits. */
#define SOCKET_DIR_MAX 90

#define TEXT(name, min, max, fallback, help)              \
    {                                                     \
        name, CONFIG_TEXT, min, max, NULL, fallback, help \
    }
#define CONNINFO(name, fallback, help)                       \
    {                                                        \
        name, CONFIG_CONNINFO, 0, 1024, NULL, fallback, help \
    }
#define PATH(name, max, fallback, help)                 \
    {                                                   \
        name, CONFIG_PATH, 1, max, NULL, fallback, help \
    }
#define ENDPOINT(name, fallback, help)                      \
    {                                                       \
        name, CONFIG_ENDPOINT, 1, 255, NULL, fallback, help \
    }
#define CHOICE(name, choices, fallback, help)              \
    {                                                      \
        name, CONFIG_CHOICE, 0, 0, choices, fallback, help \
    }
#define LIST(name, max, fallback, help)                 \
    {                                                   \
        name, CONFIG_LIST, 0, max, NULL, fallback, help \
    }
#define INTEGER(name, min, max, fallback, help)              \
    {                                                        \
        name, CONFIG_INTEGER, min, max, NULL, fallback, help \
    }
#define SECRET(name, min, max, help)                  \
    {                                                 \
        name, CONFIG_SECRET, min, max, NULL, "", help \
    }

// clang-format off
const struct config_key CONFIG_KEYS[] = {
    PATH    ("run_dir", 255, "/run/duban", "运行目录：状态文件，只许服务帐号进入"),
    INTEGER ("sweep_ms", 50, 600000, "3000", "没有消息时，隔多久自己查一遍待办表"),
    CHOICE  ("log.level", "debug|info|warn|error", "info", "最低日志级别"),

    CONNINFO("database.conninfo", "dbname=duban", "数据库连接（libpq 的 键=值 形式，不含用户和密码；可含 passfile=）"),
    TEXT    ("database.user_prefix", 0, 40, "duban_", "数据库角色名的前缀，后接服务名：duban_ingest"),
    SECRET  ("database.password", 1, 1024, "本进程所用角色的数据库密码；各进程不同，宜用环境变量或 passfile"),

    PATH    ("bus.dir", SOCKET_DIR_MAX, "/run/duban", "套接字目录，只许服务帐号进入；路径要短"),
    INTEGER ("bus.request_timeout_ms", 100, 600000, "10000", "命令等候答复的时限"),
    ENDPOINT("bus.ingest.command", "ipc://{bus.dir}/ingest.command", "ingest 收命令的地址"),
    ENDPOINT("bus.ingest.event", "ipc://{bus.dir}/ingest.event", "ingest 发消息的地址"),
    ENDPOINT("bus.compute.command", "ipc://{bus.dir}/compute.command", "compute 收命令的地址"),
    ENDPOINT("bus.compute.event", "ipc://{bus.dir}/compute.event", "compute 发消息的地址"),
    ENDPOINT("bus.alert.command", "ipc://{bus.dir}/alert.command", "alert 收命令的地址"),
    ENDPOINT("bus.alert.event", "ipc://{bus.dir}/alert.event", "alert 发消息的地址"),
    ENDPOINT("bus.notify.command", "ipc://{bus.dir}/notify.command", "notify 收命令的地址"),
    ENDPOINT("bus.notify.event", "ipc://{bus.dir}/notify.event", "notify 发消息的地址"),

    SECRET  ("ingest.key", 32, 4096, "病案键的散列密钥，ingest 必须有；换了它，旧键就对不上"),
    INTEGER ("ingest.key_version", 1, 1000000, "1", "散列密钥的版本号，与键一同保存"),
    INTEGER ("ingest.max_batch_mib", 1, 65536, "4096", "一个批次的文件大小上限"),
    INTEGER ("ingest.lease_ms", 1000, 3600000, "60000", "上传多久没有动静就放弃；别的实例多久没有动静就由本实例收拾"),

    CHOICE  ("notify.mode", "off|shadow|allow-list|live", "shadow", "off 不发；shadow 只记帐不发；allow-list 只发名单内的人；live 全发"),
    LIST    ("notify.allow_list", 1000, "", "allow-list 方式下可以收信的地址；@域名 表示该域名下所有地址"),
    INTEGER ("notify.lease_ms", 1000, 3600000, "30000", "发送中的一条多久没有动静，可由别的实例接手"),
    TEXT    ("notify.smtp.url", 0, 512, "", "邮件服务器：smtp://主机:端口 或 smtps://主机:端口；allow-list、live 方式必须有"),
    TEXT    ("notify.smtp.from", 0, 254, "", "发件人地址；allow-list、live 方式必须有"),
    TEXT    ("notify.smtp.user", 0, 254, "", "登录邮件服务器的用户名；空则不登录"),
    SECRET  ("notify.smtp.password", 1, 1024, "登录邮件服务器的密码"),
    TEXT    ("notify.smtp.ca_file", 0, 255, "", "邮件服务器证书由谁签发：PEM 文件的绝对路径（内网自建的）；空则信任系统所信任的"),
    INTEGER ("notify.smtp.timeout_ms", 1000, 600000, "30000", "一次发信的时限"),
};
// clang-format on
const size_t CONFIG_KEYS_COUNT = sizeof(CONFIG_KEYS) / sizeof(CONFIG_KEYS[0]);

const struct config_key *config_key_find(const char *name, size_t len)
{
    for (size_t i = 0; i < CONFIG_KEYS_COUNT; i++)
        if (strlen(CONFIG_KEYS[i].name) == len && memcmp(CONFIG_KEYS[i].name, name, len) == 0)
            return &CONFIG_KEYS[i];
    return NULL;
}

bool config_key_is_section(const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < CONFIG_KEYS_COUNT; i++)
        if (strncmp(CONFIG_KEYS[i].name, name, len) == 0 && CONFIG_KEYS[i].name[len] == '.')
            return true;
    return false;
}

struct config_variable config_key_variable(const struct config_key *key)
{
    struct config_variable variable = {.s = "DUBAN_"};
    size_t at = strlen(variable.s);

    for (const char *c = key->name; *c != '\0' && at < sizeof(variable.s) - 1; c++)
        variable.s[at++] = *c == '.' ? '_' : (char)toupper((unsigned char)*c);
    return variable;
}

const struct config_key *config_key_nearest(const char *word, bool by_variable, size_t distance)
{
    const struct config_key *best = NULL;
    size_t least = distance + 1;

    for (size_t i = 0; i < CONFIG_KEYS_COUNT; i++) {
        struct config_variable variable = config_key_variable(&CONFIG_KEYS[i]);
        size_t away = nearest_distance(word, by_variable ? variable.s : CONFIG_KEYS[i].name);
        if (away < least) {
            least = away;
            best = &CONFIG_KEYS[i];
        }
    }
    return best;
}

/* In both languages at once: a parameter cannot know in which one it will stand. */
static const char *type_words(enum config_type type)
{
    switch (type) {
    case CONFIG_TEXT: return "文字 (text)";
    case CONFIG_CONNINFO: return "键=值 形式的连接 (key=value pairs)";
    case CONFIG_PATH: return "绝对路径 (absolute path)";
    case CONFIG_ENDPOINT: return "地址 (ipc:///path, tcp://, inproc://)";
    case CONFIG_CHOICE: return "选项 (choice)";
    case CONFIG_LIST: return "列表 (list)";
    case CONFIG_INTEGER: return "整数 (integer)";
    case CONFIG_SECRET: return "密钥 (secret)";
    }
    return "";
}

void config_key_bounds(const struct config_key *key, struct text *out)
{
    if (key->type == CONFIG_CHOICE) {
        text_append(out, key->choices);
        return;
    }
    text_append(out, type_words(key->type));
    if (key->type == CONFIG_INTEGER)
        text_printf(out, " %" PRId64 "–%" PRId64, key->min, key->max);
    else if (key->type == CONFIG_LIST)
        text_printf(out, "，至多 %" PRId64 " 项", key->max);
    else if (key->type != CONFIG_ENDPOINT)
        text_printf(out, "，%" PRId64 "–%" PRId64 " 字节", key->min, key->max);
}

struct number_text {
    char s[24];
};

static struct number_text number_text(int64_t number)
{
    struct number_text text;

    (void)snprintf(text.s, sizeof(text.s), "%" PRId64, number);
    return text;
}

static enum status refuse_form(const struct config_key *key, const char *value, const struct place *at, struct problems *problems)
{
    problems_add(problems, REASON_E_CFG_003, at, key->name, type_words(key->type), value);
    return ST_BAD_INPUT;
}

static enum status check_length(const struct config_key *key, size_t len, enum reason reason, const struct place *at,
                                struct problems *problems)
{
    if (len >= (size_t)key->min && len <= (size_t)key->max)
        return ST_OK;
    problems_add(problems, reason, at, key->name, number_text(key->min).s, number_text(key->max).s);
    return ST_BAD_INPUT;
}

static enum status check_endpoint(const struct config_key *key, const char *value, const struct place *at,
                                  struct problems *problems)
{
    static const char *const others[] = {"tcp://", "inproc://"};

    if (text_starts_with(value, "ipc:///")) {
        size_t len = strlen(value) - strlen("ipc://");
        if (len <= SOCKET_PATH_MAX)
            return ST_OK;
        problems_add(problems, REASON_E_CFG_007, at, key->name, number_text((int64_t)len).s, number_text(SOCKET_PATH_MAX).s);
        return ST_BAD_INPUT;
    }
    if (text_starts_with(value, "tls+tcp://")) { /* bus*.c has no certificates yet: it would fail at the first listener */
        problems_add(problems, REASON_E_CFG_410, at, key->name);
        return ST_BAD_INPUT;
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (text_starts_with(value, others[i]) && value[strlen(others[i])] != '\0')
            return check_length(key, strlen(value), REASON_E_CFG_005, at, problems);
    return refuse_form(key, value, at, problems);
}

static enum status check_choice(const struct config_key *key, const char *value, const struct place *at, struct problems *problems)
{
    size_t len = strlen(value);

    for (const char *word = key->choices;; word++) {
        size_t word_len = strcspn(word, "|");
        if (word_len == len && memcmp(word, value, len) == 0)
            return ST_OK;
        word += word_len;
        if (*word == '\0')
            break;
    }
    problems_add(problems, REASON_E_CFG_006, at, key->name, key->choices, value);
    return ST_BAD_INPUT;
}

static enum status check_list(const struct config_key *key, const char *value, const struct place *at, struct problems *problems)
{
    int64_t items = value[0] == '\0' ? 0 : 1;

    for (const char *c = value; *c != '\0'; c++)
        if (*c == ',')
            items++;
    if (items <= key->max)
        return ST_OK;
    problems_add(problems, REASON_E_CFG_012, at, key->name, number_text(key->max).s, number_text(items).s);
    return ST_BAD_INPUT;
}

static enum status check_integer(const struct config_key *key, const char *value, const struct place *at, struct problems *problems)
{
    i128 number;

    if (i128_parse(value, strlen(value), &number) != ST_OK)
        return refuse_form(key, value, at, problems);
    if (number >= key->min && number <= key->max)
        return ST_OK;
    problems_add(problems, REASON_E_CFG_004, at, key->name, value, number_text(key->min).s, number_text(key->max).s);
    return ST_BAD_INPUT;
}

enum status config_key_check(const struct config_key *key, const char *value, const struct place *at, struct problems *problems)
{
    switch (key->type) {
    case CONFIG_CONNINFO:
        if (strstr(value, "://") != NULL)
            return refuse_form(key, value, at, problems);
        return check_length(key, strlen(value), REASON_E_CFG_005, at, problems);
    case CONFIG_PATH:
        if (value[0] != '/')
            return refuse_form(key, value, at, problems);
        return check_length(key, strlen(value), REASON_E_CFG_005, at, problems);
    case CONFIG_TEXT: return check_length(key, strlen(value), REASON_E_CFG_005, at, problems);
    case CONFIG_ENDPOINT: return check_endpoint(key, value, at, problems);
    case CONFIG_CHOICE: return check_choice(key, value, at, problems);
    case CONFIG_LIST: return check_list(key, value, at, problems);
    case CONFIG_INTEGER: return check_integer(key, value, at, problems);
    case CONFIG_SECRET: return value[0] == '\0' ? ST_OK : check_length(key, strlen(value), REASON_E_CFG_014, at, problems);
    }
    return ST_BAD_INPUT;
}
