/* Tables of integers, and of words and phrases, see int_table.IntTable and phrases.PhraseTable. */
#include <stdbool.h>
#include <stdint.h>

#define TABLE_FACTOR 0x9E3779B97F4A7C15ull /* buffers.HASH_FACTOR */
/* phrases.FIRST and phrases.SECOND */
#define FIRST 2
#define SECOND 1
#define NOT_FOUND UINT64_MAX

/* int_table.PLACES */
#define PLACE_BITS 2

typedef struct {
    int64_t n_bits;
    const uint8_t *is_likely;    /* a bit for each hash */
    const int32_t *first_row;    /* of PLACES adjacent hashes */
    const uint64_t *rows;        /* a key and its value each */
} int_table;

static inline uint64_t place_of(const int_table *t, uint64_t key)
{
    return key * TABLE_FACTOR >> (64 - t->n_bits);
}

static inline bool is_likely_key(const int_table *t, uint64_t key)
{
    uint64_t place = place_of(t, key);
    return t->is_likely[place >> 3] >> (place & 7) & 1;
}

/* The first row that may have a key. */
static inline const int32_t *first_row_of(const int_table *t, uint64_t key)
{
    return t->first_row + (place_of(t, key) >> PLACE_BITS);
}

/* The value of a key, or NOT_FOUND. */
static inline uint64_t find_value(const int_table *t, uint64_t key)
{
    const int32_t *first = first_row_of(t, key);
    for (int64_t row = first[0]; row < first[1]; row++)
        if (t->rows[2 * row] == key)
            return t->rows[2 * row + 1];
    return NOT_FOUND;
}

/* The key of the step from a state by a word. */
static inline uint64_t key_of_step(int64_t n_words, int64_t state, int64_t word)
{
    return (uint64_t)(state * (n_words + 1) + word + 1);
}
