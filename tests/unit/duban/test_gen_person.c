/* Behaviour of gen_person.h. The check digit is held against the other definition of GB 11643: the weighted sum of all
 * eighteen digits, X being ten, leaves 1 when divided by eleven. */
#include "support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duban/gen_person.h"
#include "lib/date.h"

static struct gen_people people;

static int make_people(void **state)
{
    (void)state;
    return gen_people_init(&people, 1) == ST_OK ? 0 : -1;
}

static int forget_people(void **state)
{
    (void)state;
    gen_people_done(&people);
    return 0;
}

static void every_identity_number_of_eighteen_has_its_check_digit(void **state)
{
    (void)state;
    int long_form = 0, old_form = 0, with_x = 0;
    for (size_t i = 0; i < people.person_count; i++) {
        const char *id = people.persons[i].id;
        if (strlen(id) == 15) {
            old_form++;
            continue;
        }
        assert_int_equal(strlen(id), 18);
        int sum = 0, power = 1; /* 2^0 for the last place */
        for (int place = 17; place >= 0; place--) {
            sum += (id[place] == 'X' ? 10 : id[place] - '0') * power;
            power = power * 2 % 11;
        }
        assert_int_equal(sum % 11, 1);
        long_form++;
        with_x += id[17] == 'X';
    }
    assert_true(long_form > 500 && old_form > 50 && with_x > 50);
}

static void an_identity_number_tells_the_birthday_and_the_sex(void **state)
{
    (void)state;
    for (size_t i = 0; i < people.person_count; i++) {
        const struct gen_person *person = &people.persons[i];
        int y, m, d;
        char birthday[32];
        date_to_ymd(person->born, &y, &m, &d);
        snprintf(birthday, sizeof birthday, "%04d%02d%02d", y, m, d);
        bool old_form = strlen(person->id) == 15;
        assert_memory_equal(person->id + 6, birthday + (old_form ? 2 : 0), old_form ? 6 : 8);
        char odd = person->id[old_form ? 14 : 16];
        assert_int_equal((odd - '0') % 2, person->male);
    }
}

static void a_pick_fits_sex_and_age_while_somebody_does(void **state)
{
    (void)state;
    struct gen_random random = {{1, 2, 3, 4}};
    int32_t from = month_first_date(month_from_ym(1985, 1)), to = month_last_date(month_from_ym(2000, 12));
    for (int i = 0; i < 200; i++) {
        const struct gen_person *person = gen_people_pick(&people, &random, GEN_FEMALE, from, to);
        assert_false(person->male);
        assert_true(person->born >= from && person->born <= to);
    }
    assert_true(gen_people_pick(&people, &random, GEN_MALE, 0, -1)->male); /* nobody fits the dates: the sex still does */
}

static void the_list_names_every_string_of_everybody(void **state)
{
    (void)state;
    char *list = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&list, &len);
    assert_non_null(out);
    gen_people_list(&people, out);
    assert_int_equal(fclose(out), 0);
    for (size_t i = 0; i < people.person_count; i += 97) {
        const struct gen_person *p = &people.persons[i];
        const char *const strings[] = {p->name, p->pinyin, p->id, p->mobile, p->phone, p->health_card, p->address};
        for (size_t s = 0; s < sizeof strings / sizeof strings[0]; s++) {
            assert_true(strings[s][0] != '\0');
            assert_non_null(strstr(list, strings[s]));
        }
    }
    assert_non_null(strstr(list, people.staff[people.staff_count - 1].licence));
    free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_identity_number_of_eighteen_has_its_check_digit),
        cmocka_unit_test(an_identity_number_tells_the_birthday_and_the_sex),
        cmocka_unit_test(a_pick_fits_sex_and_age_while_somebody_does),
        cmocka_unit_test(the_list_names_every_string_of_everybody),
    };
    return cmocka_run_group_tests(tests, make_people, forget_people);
}
