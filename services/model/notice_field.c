/* notice_field.c: the fields a template may name, each with the least content level at which a channel may carry it (users.md
 * §2.6): count: how many; title: 事项简称 and dates, no value; brief: one's own line and number; full: other units' values,
 * explanations, quotations. */
#include "model/notice_fact.h"

#include <string.h>

/* clang-format off */
const struct notice_field NOTICE_FIELDS[] = {
    /* who writes to whom */
    {"称谓", CONTENT_COUNT}, {"发文名义", CONTENT_COUNT}, {"联系人", CONTENT_COUNT}, {"联系电话", CONTENT_COUNT}, {"督办部门", CONTENT_COUNT},
    {"收件范围", CONTENT_BRIEF}, {"收件原因", CONTENT_BRIEF}, {"收件岗位", CONTENT_BRIEF}, {"发出日期", CONTENT_COUNT}, {"通知编号", CONTENT_COUNT}, {"短码", CONTENT_COUNT},
    {"签名", CONTENT_COUNT},
    /* the line */
    {"事项简称", CONTENT_TITLE}, {"事项编号", CONTENT_BRIEF}, {"事项名称", CONTENT_BRIEF}, {"文件名称", CONTENT_BRIEF}, {"条款", CONTENT_BRIEF},
    {"原文", CONTENT_FULL}, {"目标", CONTENT_BRIEF}, {"约束性质", CONTENT_BRIEF}, {"时限", CONTENT_TITLE}, {"月日", CONTENT_TITLE},
    {"时限性质", CONTENT_BRIEF}, {"已过内部时限", CONTENT_TITLE}, {"未过时限", CONTENT_TITLE}, {"佐证要求", CONTENT_BRIEF}, {"职责部门", CONTENT_FULL}, {"机构名称", CONTENT_BRIEF}, {"机构简称", CONTENT_BRIEF},
    {"牵头单位", CONTENT_BRIEF}, {"责任岗位", CONTENT_BRIEF}, {"配合单位", CONTENT_FULL}, {"督办规则", CONTENT_BRIEF},
    /* the number */
    {"数据期间", CONTENT_BRIEF}, {"现状", CONTENT_BRIEF}, {"差距说明", CONTENT_BRIEF}, {"数据性质", CONTENT_BRIEF}, {"数据截点", CONTENT_BRIEF},
    {"数据来源", CONTENT_BRIEF}, {"分子名称", CONTENT_FULL}, {"分子值", CONTENT_FULL}, {"分母名称", CONTENT_FULL}, {"分母值", CONTENT_FULL},
    {"已报家数", CONTENT_BRIEF}, {"应报家数", CONTENT_BRIEF}, {"序时应达", CONTENT_BRIEF}, {"序时算法说明", CONTENT_BRIEF},
    {"上月值", CONTENT_BRIEF}, {"同期值", CONTENT_BRIEF}, {"走势月数", CONTENT_BRIEF}, {"预测值", CONTENT_BRIEF}, {"预测判断", CONTENT_BRIEF},
    {"差距折合说明", CONTENT_BRIEF}, {"影响单位列表", CONTENT_FULL}, {"状态", CONTENT_BRIEF}, {"灯色", CONTENT_BRIEF},
    /* time and what to do */
    {"剩余工作日", CONTENT_TITLE}, {"剩余月数", CONTENT_TITLE}, {"逾期天数", CONTENT_TITLE}, {"逾期工作日", CONTENT_TITLE},
    {"需办动作", CONTENT_BRIEF}, {"请办什么", CONTENT_BRIEF}, {"办理截止", CONTENT_TITLE}, {"说明截止", CONTENT_TITLE}, {"说明月日", CONTENT_TITLE}, {"说明时间", CONTENT_TITLE},
    {"下一步日期", CONTENT_TITLE}, {"下一步", CONTENT_BRIEF},
    /* a correction */
    {"更正前", CONTENT_BRIEF}, {"更正后", CONTENT_BRIEF}, {"分子前", CONTENT_FULL}, {"分子后", CONTENT_FULL}, {"分母前", CONTENT_FULL},
    {"分母后", CONTENT_FULL}, {"状态前", CONTENT_BRIEF}, {"状态后", CONTENT_BRIEF}, {"灯色前", CONTENT_BRIEF}, {"灯色后", CONTENT_BRIEF},
    {"更正原因", CONTENT_BRIEF}, {"更正来源", CONTENT_BRIEF}, {"更正时间", CONTENT_BRIEF}, {"批次号", CONTENT_BRIEF},
    {"原通知日期", CONTENT_TITLE}, {"原通知类别", CONTENT_TITLE}, {"原通知标题", CONTENT_BRIEF}, {"原通知编号", CONTENT_BRIEF},
    {"原收件人数", CONTENT_BRIEF}, {"原收件岗位列表", CONTENT_FULL}, {"已发布影响说明", CONTENT_BRIEF}, {"调整说明", CONTENT_BRIEF},
    /* evidence that its reviewer did not accept */
    {"退回原因", CONTENT_FULL}, {"退回文号", CONTENT_FULL}, {"提交日期", CONTENT_TITLE},
    /* a return */
    {"月份", CONTENT_TITLE}, {"报表名", CONTENT_TITLE}, {"报送截止", CONTENT_TITLE}, {"补报截止", CONTENT_TITLE}, {"文件名示例", CONTENT_BRIEF}, {"等待事项", CONTENT_FULL},
    /* a list */
    {"项数", CONTENT_COUNT}, {"最近截止", CONTENT_TITLE}, {"事项表", CONTENT_FULL}, {"全文说明", CONTENT_COUNT}, {"各项全文", CONTENT_FULL},
    /* the baseline summary, and what it has in common with a digest */
    {"计划名称", CONTENT_TITLE}, {"方案事项数", CONTENT_COUNT}, {"总数", CONTENT_COUNT}, {"判定对象数", CONTENT_COUNT}, {"约束性数", CONTENT_COUNT}, {"预期性数", CONTENT_COUNT}, {"销号数", CONTENT_COUNT}, {"调整数", CONTENT_COUNT}, {"终止数", CONTENT_COUNT},
    {"待销数", CONTENT_COUNT}, {"达标数", CONTENT_COUNT}, {"正常数", CONTENT_COUNT}, {"临期数", CONTENT_COUNT}, {"滞后数", CONTENT_COUNT},
    {"逾期数", CONTENT_COUNT}, {"预期逾期数", CONTENT_COUNT}, {"协调数", CONTENT_COUNT}, {"灰数", CONTENT_COUNT}, {"未启动数", CONTENT_COUNT},
    {"起点清单", CONTENT_FULL}, {"函稿清单", CONTENT_FULL}, {"无岗事项", CONTENT_FULL}, {"空缺岗位", CONTENT_FULL}, {"无填报人机构", CONTENT_FULL},
    /* a letter that did not arrive */
    {"未送达渠道", CONTENT_BRIEF}, {"未送达收件人", CONTENT_BRIEF}, {"未送达原因", CONTENT_BRIEF},
    /* work that stands still */
    {"搁置环节", CONTENT_BRIEF}, {"搁置事项", CONTENT_BRIEF}, {"搁置服务", CONTENT_BRIEF}, {"搁置编号", CONTENT_BRIEF}, {"搁置原因", CONTENT_BRIEF},
    /* a draft letter */
    {"平级单位", CONTENT_FULL}, {"主送单位", CONTENT_FULL}, {"商请回复日期", CONTENT_FULL}, {"函稿日期", CONTENT_FULL},
};
/* clang-format on */
const size_t NOTICE_FIELDS_COUNT = sizeof(NOTICE_FIELDS) / sizeof(NOTICE_FIELDS[0]);

/* Dates are 12月31日, a telephone number is 0573-87000000; 事项简称 is held to it by catalog_check(), what the office says of
 * itself by template_check_office(). */
static const struct {
    const char *name;
    size_t characters;
} LONGEST[] = {{"签名", 5}, {"联系电话", 13}, {"事项简称", 6}, {"月日", 6}, {"说明月日", 6}, {"原通知日期", 6}, {"剩余工作日", 3}};

size_t notice_field_longest(const char *name)
{
    for (size_t i = 0; i < sizeof(LONGEST) / sizeof(LONGEST[0]); i++)
        if (strcmp(LONGEST[i].name, name) == 0)
            return LONGEST[i].characters;
    return 0;
}

const struct notice_field *notice_field_find(const char *name)
{
    for (size_t i = 0; i < NOTICE_FIELDS_COUNT; i++)
        if (strcmp(NOTICE_FIELDS[i].name, name) == 0)
            return &NOTICE_FIELDS[i];
    return NULL;
}

bool notice_field_exists(const char *name)
{
    return notice_field_find(name) != NULL;
}
