/* main.c: duban, the operator's command: the table of verbs, and the options that all of them share. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "duban/cli.h"
#include "duban/verb.h"

static const struct verb *const VERBS[] = {
    &VERB_UP,     &VERB_DOWN,     &VERB_STATUS, &VERB_MIGRATE, &VERB_CLOCK,     &VERB_TODO,      &VERB_CATALOG,
    &VERB_ASSIGN, &VERB_SIMULATE, &VERB_INGEST, &VERB_BATCH,   &VERB_VALUE,     &VERB_EXPLAIN,   &VERB_AUDIT,
    &VERB_DUTY,   &VERB_ACT,      &VERB_WHY,    &VERB_NOTICE,  &VERB_LETTERBOX, &VERB_DEDUCTION,
};
#define VERBS_COUNT (sizeof VERBS / sizeof VERBS[0])

static const char OPTIONS_HELP[] =
    "选项 (options, anywhere in the line):\n"
    "  --config FILE        配置文件；缺省为 $DUBAN_CONFIG，再次为 /etc/duban/duban.yaml (settings of all services)\n"
    "  -o, --output FORM    table（缺省，给人看）或 json（给程序） (form of what is printed); catalog export 还有 jsonl 和 xlsx "
    "FILE\n"
    "\n"
    "退出码 (exit codes):\n"
    "  0  成功 (good)\n"
    "  1  检查未通过、配置有误，被拒绝，或报送的文件留待人定：原因已打印 (a check failed, faulty settings, refused, or a file is "
    "held: "
    "the words say why)\n"
    "  2  用法不对 (wrong use)\n"
    "  3  连不上数据库或服务 (database or service cannot be reached)\n";

static const struct verb *find_verb(const char *name)
{
    for (size_t i = 0; i < VERBS_COUNT; i++)
        if (strcmp(VERBS[i]->name, name) == 0)
            return VERBS[i];
    return NULL;
}

static int help(const char *about)
{
    const struct verb *verb = about != NULL ? find_verb(about) : NULL;
    if (about != NULL && verb == NULL)
        return cli_fail_with(EXIT_WRONG_USE, "没有这个命令", "there is no such command", about);
    if (verb != NULL) {
        printf("duban %s：%s (%s)\n\n%s", verb->name, verb->zh, verb->en, verb->usage);
        return EXIT_GOOD;
    }
    puts("duban：督办 (the operator's command)\n\n用法 (usage): duban [--config FILE] [-o table|json] COMMAND …\n\n命令 "
         "(commands):");
    for (size_t i = 0; i < VERBS_COUNT; i++)
        printf("  %-10s %s (%s)\n", VERBS[i]->name, VERBS[i]->zh, VERBS[i]->en);
    printf("  %-10s %s (%s)\n\n%s", "help", "某个命令的用法", "how a command is used: duban help COMMAND", OPTIONS_HELP);
    return EXIT_GOOD;
}

static bool take_output(struct cli *cli, const char *form)
{
    cli->json = strcmp(form, "json") == 0;
    cli->jsonl = strcmp(form, "jsonl") == 0;
    cli->xlsx = strcmp(form, "xlsx") == 0;
    return cli->json || cli->jsonl || cli->xlsx || strcmp(form, "table") == 0;
}

/* Takes the shared options out of argv, wherever they stand; what is left is moved to the front. -1: wrong use. */
static int take_shared_options(struct cli *cli, int argc, char **argv)
{
    int kept = 0;
    for (int i = 0; i < argc; i++) {
        bool output = strcmp(argv[i], "-o") == 0 || strcmp(argv[i], "--output") == 0;
        bool config = strcmp(argv[i], "--config") == 0;
        if (!output && !config) {
            argv[kept++] = argv[i];
            continue;
        }
        if (i + 1 == argc || (output && !take_output(cli, argv[i + 1]))) {
            (void)cli_fail_with(EXIT_WRONG_USE, "选项缺少值或值不对", "an option lacks its value, or it is a wrong one", argv[i]);
            return -1;
        }
        if (config)
            cli->config_path = argv[i + 1];
        i++;
    }
    return kept;
}

static const char *default_config(void)
{
    static const char usual[] = "/etc/duban/duban.yaml";
    const char *named = getenv("DUBAN_CONFIG");
    if (named != NULL && named[0] != '\0')
        return named;
    return access(usual, R_OK) == 0 ? usual : NULL;
}

int verb_misused(const struct verb *verb)
{
    fprintf(stderr, "用法不对 (wrong use): duban %s\n\n%s", verb->name, verb->usage);
    return EXIT_WRONG_USE;
}

int verb_dispatch(struct cli *cli, const struct verb *verb, const struct subverb *subverbs, size_t n, int argc, char **argv)
{
    for (size_t i = 0; argc > 0 && i < n; i++)
        if (strcmp(subverbs[i].name, argv[0]) == 0)
            return subverbs[i].run(cli, argc - 1, argv + 1);
    return verb_misused(verb);
}

static bool verb_is(const struct verb *verb, char **words, int n, const char *name, const char *subverb)
{
    return strcmp(verb->name, name) == 0 && n > 1 && strcmp(words[1], subverb) == 0;
}

int main(int argc, char **argv)
{
    struct cli cli = {.config_path = default_config()};
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    int n = take_shared_options(&cli, argc - 1, argv + 1);
    char **words = argv + 1;
    if (n < 0)
        return EXIT_WRONG_USE;
    if (n == 0 || strcmp(words[0], "help") == 0 || strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0) {
        int code = help(n > 1 ? words[1] : NULL);
        return n == 0 ? EXIT_WRONG_USE : code;
    }
    const struct verb *verb = find_verb(words[0]);
    if (verb == NULL)
        return cli_fail_with(EXIT_WRONG_USE, "没有这个命令；用 duban help 看有哪些", "there is no such command; see duban help",
                             words[0]);
    if ((cli.jsonl || cli.xlsx) && !verb_is(verb, words, n, "catalog", "export"))
        return cli_fail(EXIT_WRONG_USE, "只有 catalog export 能输出 jsonl 和 xlsx", "only catalog export makes jsonl and xlsx");
    if (n > 1 && (strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0))
        return help(verb->name);
    int code = verb->run(&cli, n - 1, words + 1);
    cli_done(&cli);
    if (fflush(stdout) != 0 || ferror(stdout))
        return code == EXIT_GOOD ? cli_fail(EXIT_CHECK_FAILED, "结果没有写完", "the output could not be written") : code;
    return code;
}
