/* hash.c: SHA-256 and HMAC-SHA-256 by libcrypto. It fails only on a broken machine or without memory, and a wrong hash
 * would be worse than no process: hence assert, which stays in release. */
#include "lib/hash.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdlib.h>

/* In release too: the calls stand inside. */
#define MUST_SUCCEED(call)  \
    do {                    \
        int done_ = (call); \
        assert(done_ == 1); \
    } while (0)

struct hash_stream {
    EVP_MD_CTX *digest;
};

struct hash_key {
    EVP_MAC_CTX *keyed;
};

void hash_sha256(const void *data, size_t len, uint8_t ret[HASH_BYTES])
{
    MUST_SUCCEED(EVP_Digest(data, len, ret, NULL, EVP_sha256(), NULL));
}

void hash_hex(const uint8_t hash[HASH_BYTES], char ret[HASH_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < HASH_BYTES; i++) {
        ret[2 * i] = digits[hash[i] >> 4];
        ret[2 * i + 1] = digits[hash[i] & 15];
    }
    ret[2 * HASH_BYTES] = '\0';
}

void hash_sha256_hex(const void *data, size_t len, char ret[HASH_HEX_SIZE])
{
    uint8_t hash[HASH_BYTES];

    hash_sha256(data, len, hash);
    hash_hex(hash, ret);
}

struct hash_stream *hash_stream_new(void)
{
    struct hash_stream *stream = malloc(sizeof(*stream));

    assert(stream != NULL);
    stream->digest = EVP_MD_CTX_new();
    assert(stream->digest != NULL);
    MUST_SUCCEED(EVP_DigestInit_ex(stream->digest, EVP_sha256(), NULL));
    return stream;
}

void hash_stream_add(struct hash_stream *stream, const void *data, size_t len)
{
    MUST_SUCCEED(EVP_DigestUpdate(stream->digest, data, len));
}

void hash_stream_end(struct hash_stream *stream, uint8_t ret[HASH_BYTES])
{
    MUST_SUCCEED(EVP_DigestFinal_ex(stream->digest, ret, NULL));
}

void hash_stream_free(struct hash_stream *stream)
{
    if (stream == NULL)
        return;
    EVP_MD_CTX_free(stream->digest);
    free(stream);
}

struct hash_key *hash_key_new(const void *key, size_t key_len)
{
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0), OSSL_PARAM_construct_end()};
    struct hash_key *made = malloc(sizeof(*made));
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);

    assert(made != NULL && hmac != NULL);
    made->keyed = EVP_MAC_CTX_new(hmac);
    EVP_MAC_free(hmac); /* the context holds it */
    assert(made->keyed != NULL);
    /* an empty key is a key: NULL would mean "as before" */
    MUST_SUCCEED(EVP_MAC_init(made->keyed, key_len > 0 ? key : (const void *)"", key_len, params));
    return made;
}

void hash_key_apply(struct hash_key *key, const void *data, size_t len, uint8_t ret[HASH_BYTES])
{
    size_t written = 0;

    MUST_SUCCEED(EVP_MAC_init(key->keyed, NULL, 0, NULL)); /* the same key, from the start */
    MUST_SUCCEED(EVP_MAC_update(key->keyed, data, len));
    MUST_SUCCEED(EVP_MAC_final(key->keyed, ret, &written, HASH_BYTES));
    assert(written == HASH_BYTES);
}

void hash_key_free(struct hash_key *key)
{
    if (key == NULL)
        return;
    EVP_MAC_CTX_free(key->keyed); /* wipes its copy of the key */
    free(key);
}

void hmac_sha256(const void *key, size_t key_len, const void *data, size_t len, uint8_t ret[HASH_BYTES])
{
    struct hash_key *made = hash_key_new(key, key_len);

    hash_key_apply(made, data, len, ret);
    hash_key_free(made);
}
