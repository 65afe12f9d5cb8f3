/* sample_kind.h: a small invented kind that has a field of every type, for tests of expressions and rows. */
#ifndef DUBAN_TEST_SAMPLE_KIND_H
#define DUBAN_TEST_SAMPLE_KIND_H

#define SAMPLE_KIND_HEAD                                                                    \
    "kind: sample\nname: 样本\nsubmission: snapshot\ntable: record_sample\n"              \
    "institution: {column: institution_code, by: code}\nperiod: {column: period}\n"         \
    "file_name: [\"sample_{institution}_{yyyy}M{mm}.csv\"]\nexpected_of: [lead_hospital]\n" \
    "data_lag: {days: 10, at: \"17:30\"}\nkey: [number]\nkey_zero_guard: number\nperson_columns: [who]\n"

/* whole, money (元, scale 2), wan (万元, scale 4), beds, plain (scale 3, no unit), on, at, sex (RC001), note, number (hash) */
#define SAMPLE_KIND                                                                                                  \
    SAMPLE_KIND_HEAD                                                                                                 \
    "fields:\n"                                                                                                      \
    "  - {name: number, column: number, zh: 编号, type: hash, required: true, max_length: 20}\n"                   \
    "  - {name: whole, column: whole, zh: 整数, type: integer, min: -1000, max: 1000}\n"                           \
    "  - {name: money, column: money, zh: 金额, type: decimal, scale: 2, unit: 元}\n"                             \
    "  - {name: wan, column: wan, zh: 万元, type: decimal, scale: 4, unit: 万元}\n"                              \
    "  - {name: beds, column: beds, zh: 床位, type: integer, unit: 床}\n"                                         \
    "  - {name: plain, column: plain, zh: 数, type: decimal, scale: 3}\n"                                           \
    "  - {name: on_day, column: on_day, zh: 日期, type: date}\n"                                                   \
    "  - {name: at_time, column: at_time, zh: 时间, type: datetime}\n"                                             \
    "  - {name: sex, column: sex, zh: 性别, type: code, table: RC001}\n"                                           \
    "  - {name: note, column: note, zh: 说明, type: text, max_length: 6}\n"                                        \
    "  - {name: top, columns: [t1, t2, t3], take: max, zh: 最高, type: integer, min: 1, max: 4}\n"                 \
    "  - {name: total, columns: [s1, s2], take: sum, zh: 合计, type: decimal, scale: 2, unit: 元, empty: zero}\n" \
    "  - {name: filled, columns: [who, t1], take: count_present, zh: 填写, type: integer}\n"                       \
    "  - {name: preset, column: preset, zh: 缺省, type: integer, default: 7}\n"

#endif
