/* Random numbers by key, as in draw.py. */
#include <stdint.h>

/* draw.GOLDEN, MIX_1 and MIX_2 */
#define GOLDEN 0x9E3779B97F4A7C15ull
#define MIX_1 0xBF58476D1CE4E5B9ull
#define MIX_2 0x94D049BB133111EBull

static inline uint64_t mix(uint64_t number)
{
    number = (number ^ number >> 30) * MIX_1;
    number = (number ^ number >> 27) * MIX_2;
    return number ^ number >> 31;
}

static inline uint64_t random_bits(uint64_t key, uint64_t place, uint64_t purpose)
{
    return mix(mix(key + (place * 4 + purpose) * GOLDEN) + GOLDEN);
}
