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
