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

/* ASCII letters of eight bytes in lower case; other bytes stay. */
static inline uint64_t lower(uint64_t part)
{
    const uint64_t each = 0x0101010101010101ull, low = part & each * 0x7F;
    uint64_t is_capital = (low + each * (0x80 - 'A')) & ~(low + each * (0x7F - 'Z')) & ~part & each * 0x80;
    return part | is_capital >> 2;
}

/* The hash of the bytes from `at` to `end`, of which `any` gets all bits, with capitals of ASCII `folded` or not. */
static inline uint64_t hash_bytes(const uint8_t *data, int64_t n_bytes, int64_t at, int64_t end, const uint64_t *key,
                                  bool folded, uint64_t *any)
{
    uint64_t v[4] = {key[0] ^ 0x736F6D6570736575ull, key[1] ^ 0x646F72616E646F6Dull,
                     key[0] ^ 0x6C7967656E657261ull, key[1] ^ 0x7465646279746573ull};
    uint64_t part, last = (uint64_t)(end - at) << 56;
    for (; at + 8 <= end; at += 8) {
        part = read_bytes(data, n_bytes, at, 8);
        *any |= part;
        take_in(v, folded ? lower(part) : part);
    }
    part = at < end ? read_bytes(data, n_bytes, at, end - at) : 0;
    *any |= part;
    take_in(v, last | (folded ? lower(part) : part));
    v[2] ^= 0xFF;
    turn(v, 4);
    uint64_t hash = v[0] ^ v[1] ^ v[2] ^ v[3];
    hash = (hash ^ hash >> 30) * 0xBF58476D1CE4E5B9ull;
    hash = (hash ^ hash >> 27) * 0x94D049BB133111EBull;
    return hash ^ hash >> 31;
}

int64_t hash_strings(int64_t n_strings, const uint8_t *data, const int64_t *offsets, const uint64_t *key,
                     uint64_t *hashes)
{
    uint64_t any = 0;
    for (int64_t i = 0; i < n_strings; i++)
        hashes[i] = hash_bytes(data, offsets[n_strings], offsets[i], offsets[i + 1], key, false, &any);
    return n_strings;
}

int64_t hash_folded_words(int64_t n_bytes, const uint8_t *data, int64_t n_words, const int64_t *starts,
                          const int64_t *ends, const uint64_t *key, uint64_t *hashes, int64_t *others)
{
    int64_t n_others = 0;
    for (int64_t i = 0; i < n_words; i++) {
        uint64_t any = 0;
        hashes[i] = hash_bytes(data, n_bytes, starts[i], ends[i], key, true, &any);
        others[n_others] = i;
        n_others += (any & 0x8080808080808080ull) != 0;
    }
    return n_others;
}
