/* assign_sheet.h: a plan as a sheet for offices: which columns, what stands in a duty's row, which of it may be changed.
 *
 * The writer (plan_book.h) and the reader (assign_import.h) ask the same functions, so that what was not touched reads back equal.
 * Pure. */
#ifndef DUBAN_DUBAN_ASSIGN_SHEET_H
#define DUBAN_DUBAN_ASSIGN_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/text.h"
#include "model/organisation.h"
#include "model/plan.h"

/* The last three stand behind what the document says: they are for those who assign, not for those who read. */
#define ASSIGN_COLUMN_TABLE(X)                      \
    X(ASSIGN_DUTY, "编号", 8, false)                \
    X(ASSIGN_TITLE, "事项", 22, false)              \
    X(ASSIGN_QUOTE, "原文", 36, false)              \
    X(ASSIGN_TARGET, "目标", 11, false)             \
    X(ASSIGN_DEFINITION, "口径", 22, false)         \
    X(ASSIGN_DUE, "时限", 11, false)                \
    X(ASSIGN_DEPARTMENT, "科室", 10, true)          \
    X(ASSIGN_POST, "岗位", 13, true)                \
    X(ASSIGN_COOPERATING, "配合", 14, true)         \
    X(ASSIGN_PROOF, "佐证", 18, false)              \
    X(ASSIGN_INTERNAL_DUE, "内部时限", 11, true)    \
    X(ASSIGN_SUPERVISED_FROM, "督办起始", 11, true) \
    X(ASSIGN_PRINTED_DEPARTMENTS, "职责部门", 18, false)

enum assign_column {
#define ASSIGN_COLUMN_ENUM(name, zh, width, may_change) name,
    ASSIGN_COLUMN_TABLE(ASSIGN_COLUMN_ENUM)
#undef ASSIGN_COLUMN_ENUM
        ASSIGN_COLUMN_COUNT
};

struct assign_column_info {
    const char *zh;
    int width;       /* characters of a spreadsheet */
    bool may_change; /* the county's own (分工); all others are the document's or the definitions' */
};
const struct assign_column_info *assign_column_info(enum assign_column column);

/* 31 characters at most, without those that a spreadsheet refuses in a tab: the plan's name. */
#define ASSIGN_SHEET_NAME_BYTES 128
void assign_sheet_name(const struct plan *plan, char ret[static ASSIGN_SHEET_NAME_BYTES]);

/* Appends what stands in a cell; nothing for an empty one. organisation NULL: nobody is assigned. */
void assign_cell_format(struct text *out, const struct organisation *organisation, const struct duty *duty,
                        enum assign_column column);

/* Appends the department or post as people call it: its name, with its code if the name is not the only one. */
void assign_department_format(struct text *out, const struct organisation *organisation, const struct department *department);
void assign_post_format(struct text *out, const struct organisation *organisation, const struct post *post);

#endif
