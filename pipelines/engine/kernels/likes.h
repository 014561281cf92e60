/* Likes of units and candidates, as in taste.liking, and the hash of waits.numbers_at. */
#include <stdint.h>

#define FACTOR_1 0x85EBCA6Bu
#define FACTOR_2 0xC2B2AE35u
#define STRIDE 0x9E3779B9u
#define BELL_BITS 12
/* levels.LEVEL_PARTS is 2 ** LEVEL_BITS */
#define LEVELS_OF_STEP 8
#define LEVEL_BITS 8
#define LEVEL_PARTS (1 << LEVEL_BITS)

static inline int32_t liking(uint32_t mark, uint32_t key, int32_t spread, const int32_t *bell)
{
    mark = (mark ^ key) * FACTOR_1;
    mark = (mark ^ mark >> 15) * FACTOR_2;
    return (int32_t)((uint32_t)bell[mark >> (32 - BELL_BITS)] * (uint32_t)spread + 128u) >> 8;
}

static inline uint32_t number_at(uint32_t start, uint32_t place)
{
    uint32_t number = place * STRIDE + start;
    number = (number ^ number >> 16) * FACTOR_1;
    number = (number ^ number >> 13) * FACTOR_2;
    return number ^ number >> 16;
}
