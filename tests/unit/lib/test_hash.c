/* Behaviour of hash.h. Expected values: FIPS 180-4 examples, RFC 4231 test cases 1, 2, 3 and 6. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/hash.h"

#define ABC_HASH       "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define MILLION_A_HASH "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

static void assert_hash(const uint8_t hash[HASH_BYTES], const char *expected_hex)
{
    char hex[HASH_HEX_SIZE];
    hash_hex(hash, hex);
    assert_string_equal(hex, expected_hex);
}

static void content_hashes_are_those_of_the_standard(void **state)
{
    (void)state;
    char hex[HASH_HEX_SIZE];
    hash_sha256_hex("abc", 3, hex);
    assert_string_equal(hex, ABC_HASH);
    hash_sha256_hex("", 0, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void the_pieces_of_a_stream_do_not_matter(void **state)
{
    (void)state;
    char piece[1000];
    uint8_t hash[HASH_BYTES];
    struct hash_stream *stream = hash_stream_new();

    memset(piece, 'a', sizeof(piece));
    for (size_t left = 1000000, n = 1; left > 0; left -= n, n = n % 1000 + 1) {
        if (n > left)
            n = left;
        hash_stream_add(stream, piece, n);
    }
    hash_stream_add(stream, NULL, 0);
    hash_stream_end(stream, hash);
    hash_stream_free(stream);
    hash_stream_free(NULL);
    assert_hash(hash, MILLION_A_HASH);
}

static void keyed_hashes_are_those_of_rfc_4231(void **state)
{
    (void)state;
    uint8_t key[131], data[50], hash[HASH_BYTES];

    memset(key, 0x0b, 20);
    hmac_sha256(key, 20, "Hi There", 8, hash);
    assert_hash(hash, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, hash);
    assert_hash(hash, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof(key));
    memset(data, 0xdd, sizeof(data));
    hmac_sha256(key, 20, data, sizeof(data), hash);
    assert_hash(hash, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    hmac_sha256(key, sizeof(key), "Test Using Larger Than Block-Size Key - Hash Key First", 54, hash);
    assert_hash(hash, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void one_key_serves_many_messages(void **state)
{
    (void)state;
    uint8_t hash[HASH_BYTES];
    struct hash_key *key = hash_key_new("Jefe", 4);

    for (int i = 0; i < 3; i++) {
        hash_key_apply(key, "something else", 14, hash);
        hash_key_apply(key, "what do ya want for nothing?", 28, hash);
        assert_hash(hash, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
    hash_key_free(key);
    hash_key_free(NULL);
}

static void an_empty_key_is_a_key(void **state)
{
    (void)state;
    uint8_t hash[HASH_BYTES];
    hmac_sha256(NULL, 0, "", 0, hash);
    /* HMAC-SHA-256 of nothing under nothing, as published in many places */
    assert_hash(hash, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_hashes_are_those_of_the_standard),
        cmocka_unit_test(the_pieces_of_a_stream_do_not_matter),
        cmocka_unit_test(keyed_hashes_are_those_of_rfc_4231),
        cmocka_unit_test(one_key_serves_many_messages),
        cmocka_unit_test(an_empty_key_is_a_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
