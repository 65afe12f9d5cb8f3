/* hash.h: SHA-256 of content and keyed hashes of record keys (libcrypto).
 *
 * A content hash says "the same bytes"; a keyed hash (HMAC-SHA-256) says "the same person or stay" without saying who:
 * only the holder of the key can make one. Nothing here blocks. libcrypto failing, or no memory
 * for a handle of some bytes, is a broken machine: assert; the makers never return NULL. */
#ifndef DUBAN_LIB_HASH_H
#define DUBAN_LIB_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_BYTES    32
#define HASH_HEX_SIZE 65 /* with NUL */

void hash_sha256(const void *data, size_t len, uint8_t ret[HASH_BYTES]);
void hash_sha256_hex(const void *data, size_t len, char ret[HASH_HEX_SIZE]); /* lower case, NUL-terminated */
void hash_hex(const uint8_t hash[HASH_BYTES], char ret[HASH_HEX_SIZE]);

/* SHA-256 of something that comes in pieces: new, add…, end (once), free. */
struct hash_stream;
struct hash_stream *hash_stream_new(void);
void hash_stream_add(struct hash_stream *stream, const void *data, size_t len);
void hash_stream_end(struct hash_stream *stream, uint8_t ret[HASH_BYTES]);
void hash_stream_free(struct hash_stream *stream);

/* HMAC-SHA-256 under one key, set up once and applied to many short messages (about 1 µs each). The key is copied and
 * wiped on free. Not to be shared between threads. */
struct hash_key;
struct hash_key *hash_key_new(const void *key, size_t key_len);
void hash_key_apply(struct hash_key *key, const void *data, size_t len, uint8_t ret[HASH_BYTES]);
void hash_key_free(struct hash_key *key);

/* One message, one key. */
void hmac_sha256(const void *key, size_t key_len, const void *data, size_t len, uint8_t ret[HASH_BYTES]);

#endif
