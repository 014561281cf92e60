/* Bytes, 64 at a time, as the bits of an integer. */
#include <stdint.h>
#include <string.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define IS_LITTLE_ENDIAN 1
#else
#define IS_LITTLE_ENDIAN 0
#endif
#define BLOCK 64

static inline int lowest_bit(uint64_t bits)
{
#if defined(__GNUC__)
    return __builtin_ctzll(bits);
#else
    int bit = 0;
    while (!(bits >> bit & 1))
        bit++;
    return bit;
#endif
}

/* Bit i is the lowest bit of byte i; the other bits of the bytes are 0. */
static inline uint64_t pack(const uint8_t flags[BLOCK])
{
    uint64_t bits = 0;
    for (int i = 0; i < BLOCK; i += 8) {
        uint64_t part = 0;
        if (IS_LITTLE_ENDIAN) {
            memcpy(&part, flags + i, 8);
            part = part * 0x0102040810204080ull >> 56; /* gathers the lowest bits of eight bytes */
        } else {
            for (int j = 0; j < 8; j++)
                part |= (uint64_t)flags[i + j] << j;
        }
        bits |= part << i;
    }
    return bits;
}

/* Up to eight bytes as an integer, the first one lowest; n_bytes is the end of the data. */
static inline uint64_t read_bytes(const uint8_t *data, int64_t n_bytes, int64_t at, int64_t n)
{
    uint64_t part = 0;
    if (n <= 0)
        return 0;
    if (IS_LITTLE_ENDIAN && at + 8 <= n_bytes) {
        memcpy(&part, data + at, 8);
        return n < 8 ? part & (((uint64_t)1 << 8 * n) - 1) : part;
    }
    for (int64_t i = 0; i < n && i < 8; i++)
        part |= (uint64_t)data[at + i] << 8 * i;
    return part;
}
