/* Tables of integers, and of words and phrases, see int_table.IntTable and phrases.PhraseTable. */
#include <stdbool.h>
#include <stdint.h>

#define TABLE_FACTOR 0x9E3779B97F4A7C15ull /* buffers.HASH_FACTOR */
/* phrases.FIRST and phrases.SECOND */
#define FIRST 2
#define SECOND 1

typedef struct {
    int64_t n_keys;
    const int64_t *keys, *values;
    const int32_t *first_key;
    const bool *is_likely;
    int64_t n_bits, most_alike;
} int_table;

static inline uint64_t place_of(const int_table *t, int64_t key)
{
    return (uint64_t)key * TABLE_FACTOR >> (64 - t->n_bits);
}

/* The index of a key, or -1. */
static inline int64_t find_key(const int_table *t, int64_t key)
{
    uint64_t place = place_of(t, key);
    if (!t->is_likely[place])
        return -1;
    int64_t at = t->first_key[place], end = at + t->most_alike;
    for (end = end < t->n_keys ? end : t->n_keys; at < end; at++)
        if (t->keys[at] == key)
            return at;
    return -1;
}

/* The key of the step from a state by a word. */
static inline int64_t key_of_step(int64_t n_words, int64_t state, int64_t word)
{
    return state * (n_words + 1) + word + 1;
}

/* The next state, or -1. */
static inline int64_t step(const int_table *steps, int64_t n_words, int64_t state, int64_t word)
{
    int64_t at = find_key(steps, key_of_step(n_words, state, word));
    return at < 0 ? -1 : steps->values[at];
}
