/* Strings as integers: SipHash-2-4, with the bits of its result spread as pandas spreads them. */
#include "bits.h"
#include "kernels.h"

static inline uint64_t rotate(uint64_t value, int bits)
{
    return value << bits | value >> (64 - bits);
}

static inline void turn(uint64_t *v, int n_rounds)
{
    for (; n_rounds; n_rounds--) {
        v[0] += v[1], v[1] = rotate(v[1], 13) ^ v[0], v[0] = rotate(v[0], 32);
        v[2] += v[3], v[3] = rotate(v[3], 16) ^ v[2];
        v[0] += v[3], v[3] = rotate(v[3], 21) ^ v[0];
        v[2] += v[1], v[1] = rotate(v[1], 17) ^ v[2], v[2] = rotate(v[2], 32);
    }
}

static inline void take_in(uint64_t *v, uint64_t part)
{
    v[3] ^= part;
    turn(v, 2);
    v[0] ^= part;
}

int64_t hash_strings(int64_t n_strings, const uint8_t *data, const int64_t *offsets, const uint64_t *key,
                     uint64_t *hashes)
{
    int64_t n_bytes = offsets[n_strings];
    for (int64_t i = 0; i < n_strings; i++) {
        uint64_t v[4] = {key[0] ^ 0x736F6D6570736575ull, key[1] ^ 0x646F72616E646F6Dull,
                         key[0] ^ 0x6C7967656E657261ull, key[1] ^ 0x7465646279746573ull};
        int64_t at = offsets[i], end = offsets[i + 1], length = end - at;
        for (; at + 8 <= end; at += 8)
            take_in(v, read_bytes(data, n_bytes, at, 8));
        uint64_t last = (uint64_t)length << 56;
        take_in(v, at < end ? last | read_bytes(data, n_bytes, at, end - at) : last);
        v[2] ^= 0xFF;
        turn(v, 4);
        uint64_t hash = v[0] ^ v[1] ^ v[2] ^ v[3];
        hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9ull;
        hash = (hash ^ hash >> 27) * 0x94D049BB133111EBull;
        hashes[i] = hash ^ hash >> 31;
    }
    return n_strings;
}
