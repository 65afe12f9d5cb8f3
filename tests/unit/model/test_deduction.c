/* test_deduction.c: what a violation proposes, by hand. */
#include "support/cmocka_all.h"

#include "model/deduction.h"

/* Amounts in cents. */
static struct penalty penalty(long amount, const char *unit, const char *per)
{
    return (struct penalty){.words = "罚款", .has_amount = amount != 0, .amount_units = amount, .unit = unit, .per = per};
}

struct row {
    struct penalty penalty;
    struct violation violation;
    enum deduction_basis basis;
    long units;
    const char *unit, *words;
};

static void each_kind_of_penalty_proposes_what_it_says(void **state)
{
    (void)state;
    const struct row rows[] = {
        {penalty(2000, "元", "次"), {3, false, 0}, DEDUCTION_EACH, 6000, "元", "20.00元×3次"},
        {penalty(500, "元", "处"), {0, false, 0}, DEDUCTION_EACH, 0, "元", "5.00元×0处"},
        {penalty(50, "分", "例"), {5, true, 100}, DEDUCTION_EACH, 250, "分", "0.50分×5例"},
        {penalty(20000, "元", NULL), {3, false, 0}, DEDUCTION_CASE, 20000, "元", "原文未写按次，每例计一次：200.00元"},
        {penalty(1000, "倍", NULL), {1, true, 35005}, DEDUCTION_TIMES_LOSS, 350050, "元", "损失350.05元×10.00倍"},
        /* 1.5 × 0.01 is 0.015: rounded half away from zero */
        {penalty(150, "倍", NULL), {1, true, 1}, DEDUCTION_TIMES_LOSS, 2, "元", "损失0.01元×1.50倍"},
        {penalty(1000, "倍", NULL), {1, false, 0}, DEDUCTION_LOSS_OPEN, 0, "", "按损失计，未报损失金额，暂不计"},
        {penalty(0, "元", NULL), {4, true, 8010}, DEDUCTION_LOSS, 8010, "元", "损失全额"},
        {penalty(0, "元", NULL), {4, false, 0}, DEDUCTION_LOSS_OPEN, 0, "", "按损失计，未报损失金额，暂不计"},
        {penalty(0, NULL, NULL), {1, true, 100}, DEDUCTION_NO_AMOUNT, 0, "", "原文没有金额，不计"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct duty rule = {.id = "TC-001", .penalty = &rows[i].penalty};
        struct deduction deduction;
        scoped(text_done) struct text words;
        text_init(&words, 200);
        assert_int_equal(deduction_compute(&rule, &rows[i].violation, &deduction), ST_OK);
        assert_int_equal(deduction.basis, rows[i].basis);
        assert_int_equal((long)deduction.units, rows[i].units);
        assert_string_equal(deduction.unit, rows[i].unit);
        assert_int_equal(deduction_has_amount(&deduction), rows[i].unit[0] != '\0');
        deduction_format_basis(&words, &rule, &rows[i].violation, &deduction);
        assert_string_equal(words.s, rows[i].words);
    }
}

static void without_a_rule_or_a_penalty_there_is_no_sum(void **state)
{
    (void)state;
    const struct violation violation = {1, true, 100};
    const struct duty bare = {.id = "TC-005"};
    struct deduction deduction;
    assert_int_equal(deduction_compute(NULL, &violation, &deduction), ST_OK);
    assert_int_equal(deduction.basis, DEDUCTION_NO_RULE);
    assert_false(deduction_has_amount(&deduction));
    assert_int_equal(deduction_compute(&bare, &violation, &deduction), ST_OK);
    assert_int_equal(deduction.basis, DEDUCTION_NO_AMOUNT);
}

static void a_sum_beyond_any_number_is_refused(void **state)
{
    (void)state;
    struct penalty huge = {.has_amount = true, .amount_units = decimal_pow10(38), .unit = "元", .per = "次"};
    const struct duty rule = {.id = "TC-001", .penalty = &huge};
    struct deduction deduction = {.basis = DEDUCTION_LOSS};
    assert_int_equal(deduction_compute(&rule, &(struct violation){9999, false, 0}, &deduction), ST_BAD_INPUT);
    assert_int_equal(deduction.basis, DEDUCTION_LOSS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_penalty_proposes_what_it_says),
        cmocka_unit_test(without_a_rule_or_a_penalty_there_is_no_sum),
        cmocka_unit_test(a_sum_beyond_any_number_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
