/* settings.c: see settings.h. */
#include "notify/settings.h"

#include <stdbool.h>

#include "lib/file.h"
#include "lib/text.h"
#include "notify/mime.h"
#include "notify/mode.h"
#include "notify/smtp_line.h"

/* A system's whole bundle of authorities has some 200 KiB. */
#define CA_FILE_MAX_BYTES ((size_t)4 << 20)

static void demand_ca_file(const struct config *config, struct problems *problems)
{
    const char *path = config_text(config, "notify.smtp.ca_file");
    scoped(text_done) struct text content, why;
    text_init(&content, CA_FILE_MAX_BYTES);
    text_init(&why, 200);
    if (path[0] != '\0' && file_read(path, &content, &why) != ST_OK)
        config_refuse(config, "notify.smtp.ca_file", REASON_E_CFG_412, path, why.s, problems);
}

static void demand_text(const struct config *config, const char *key, bool (*is_good)(const char *), const char *form,
                        struct problems *problems)
{
    const char *value = config_text(config, key);
    scoped(text_done) struct text mode;
    text_init(&mode, 100);
    text_printf(&mode, "notify.mode: %s", config_text(config, "notify.mode"));
    if (value[0] == '\0')
        config_refuse(config, key, REASON_E_CFG_411, mode.s, NULL, problems);
    else if (!is_good(value))
        config_refuse(config, key, REASON_E_CFG_003, form, value, problems);
}

void notify_demand(const struct config *config, struct problems *problems)
{
    struct mode mode;
    mode_init(&mode, config);
    demand_ca_file(config, problems);
    if (mode.kind != MODE_ALLOW_LIST && mode.kind != MODE_LIVE)
        return;
    demand_text(config, "notify.smtp.url", smtp_url_is_good,
                "smtp://主机:端口 或 smtps://主机:端口 (smtp://host:port, smtps://host:port)", problems);
    demand_text(config, "notify.smtp.from", mime_address_is_safe, "一个邮件地址，不带姓名 (a mail address without a name)",
                problems);
}
