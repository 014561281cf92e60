/* Words looked up in tables, and the entries of lists in texts. */
#include <string.h>

#include "bits.h"
#include "kernels.h"
#include "memory.h"
#include "phrases.h"
#include "random.h"

#define AT_ONCE 32
#define ONES 0x0101010101010101ull
#define HIGH_BITS 0x8080808080808080ull

/* The bytes of a short word as an integer, or 0; see word_keys.WordKeys. */
static uint64_t short_key(const uint8_t *data, int64_t n_bytes, int64_t start, int64_t length)
{
    if (length > 8)
        return 0;
    uint64_t key = read_bytes(data, n_bytes, start, length), behind = length ? ~(uint64_t)0 << 8 * (length - 1) << 8 : 0;
    uint64_t filled = key | behind; /* the lowest zero byte, if there is one, is found by its borrow */
    return (filled - ONES) & ~filled & HIGH_BITS ? 0 : key;
}

/* word_keys._hash */
static uint64_t long_key(const uint8_t *data, int64_t n_bytes, int64_t start, int64_t length)
{
    int64_t skipped[] = {0, 8, length > 8 ? length - 8 : 0};
    uint64_t hash = (uint64_t)length;
    for (int i = 0; i < 3; i++) {
        int64_t left = length - skipped[i];
        hash = (hash ^ read_bytes(data, n_bytes, start + skipped[i], left < 8 ? left : 8)) * MIX_1;
        hash = (hash ^ hash >> 32) * MIX_2;
        hash ^= hash >> 29;
    }
    return hash;
}

int64_t find_words(int64_t n_words, const uint8_t *data, const int64_t *offsets, int64_t short_bits,
                   const uint8_t *short_likely, const int32_t *short_first, const uint64_t *short_rows,
                   int64_t long_bits, const uint8_t *long_likely, const int32_t *long_first,
                   const uint64_t *long_rows, const uint8_t *table_data, const int64_t *table_offsets, int64_t *found)
{
    const int_table shorter = {short_bits, short_likely, short_first, short_rows};
    const int_table longer = {long_bits, long_likely, long_first, long_rows};
    int64_t n_bytes = offsets[n_words], likely[AT_ONCE];
    uint64_t keys[AT_ONCE];
    const int_table *tables[AT_ONCE];
    /* Each step of the look-ups is far away in memory, so it is fetched for some words before it is used for the first. */
    for (int64_t first = 0; first < n_words; first += AT_ONCE) {
        int64_t n = n_words - first < AT_ONCE ? n_words - first : AT_ONCE, n_likely = 0;
        for (int64_t i = 0; i < n; i++) {
            int64_t start = offsets[first + i], length = offsets[first + i + 1] - start;
            keys[i] = short_key(data, n_bytes, start, length);
            tables[i] = keys[i] ? &shorter : &longer;
            if (!keys[i])
                keys[i] = long_key(data, n_bytes, start, length);
            found[first + i] = -1;
            likely[n_likely] = i;
            n_likely += is_likely_key(tables[i], keys[i]);
        }
        for (int64_t j = 0; j < n_likely; j++)
            PREFETCH(first_row_of(tables[likely[j]], keys[likely[j]]));
        for (int64_t j = 0; j < n_likely; j++)
            PREFETCH(tables[likely[j]]->rows + 2 * *first_row_of(tables[likely[j]], keys[likely[j]]));
        for (int64_t j = 0; j < n_likely; j++) {
            int64_t i = likely[j], id = (int64_t)find_value(tables[i], keys[i]);
            int64_t start = offsets[first + i], length = offsets[first + i + 1] - start;
            if (id >= 0 && tables[i] == &longer &&
                (table_offsets[id + 1] - table_offsets[id] != length ||
                 memcmp(table_data + table_offsets[id], data + start, (size_t)length)))
                id = -1;
            found[first + i] = id;
        }
    }
    return n_words;
}

int64_t mark_listed(int64_t n_texts, const int64_t *token_offsets, const int64_t *words, int64_t n_table_words,
                    const uint8_t *roles, const int32_t *single_entries, const int32_t *entries, int64_t n_bits,
                    const uint8_t *is_likely, const int32_t *first_step, const uint64_t *steps, bool *listed)
{
    const int_table table = {n_bits, is_likely, first_step, steps};
    int64_t n = token_offsets[n_texts];
    for (int64_t i = 0; i < n; i++)
        listed[i] = single_entries[words[i] < 0 ? n_table_words : words[i]] >= 0;
    for (int64_t text = 0; text < n_texts; text++) {
        for (int64_t i = token_offsets[text], end = token_offsets[text + 1]; i + 1 < end; i++) {
            if (words[i] < 0 || words[i + 1] < 0 || !(roles[words[i]] & FIRST) || !(roles[words[i + 1]] & SECOND))
                continue;
            int64_t reached = i, state = words[i];
            for (int64_t next = i + 1; next < end && words[next] >= 0; next++) {
                uint64_t key = key_of_step(n_table_words, state, words[next]);
                state = is_likely_key(&table, key) ? (int64_t)find_value(&table, key) : -1;
                if (state < 0)
                    break;
                if (entries[state] >= 0)
                    reached = next;
            }
            for (int64_t marked = i; reached > i && marked <= reached; marked++)
                listed[marked] = true;
        }
    }
    return n;
}
