/* The distinct words of a batch, and the windows of words. */
#include <stdlib.h>
#include <string.h>

#include "bits.h"
#include "kernels.h"
#include "memory.h"
#include "words.h"

#define HASH_FACTOR 0x9E3779B97F4A7C15ull

/* A string of the table: its hash, length, and number plus one; 0: the place is free. */
typedef struct {
    uint64_t hash;
    uint32_t length, number;
} place;

/* Strings of up to eight bytes have the same hash only if they are the same or differ in length. */
static inline uint64_t hash_of(const uint8_t *data, int64_t n_bytes, int64_t start, int64_t length)
{
    uint64_t hash = (read_bytes(data, n_bytes, start, length) ^ (uint64_t)length) * HASH_FACTOR;
    for (int64_t at = 8; at < length; at += 8)
        hash = (hash ^ hash >> 29 ^ read_bytes(data, n_bytes, start + at, length - at)) * HASH_FACTOR;
    return hash;
}

/* Twice as many places for the strings of a table, which is freed; null if memory ends. */
static place *grow(place *table, int n_bits)
{
    uint64_t n_places = (uint64_t)1 << n_bits, mask = 2 * n_places - 1;
    place *larger = calloc(2 * n_places, sizeof *larger);
    for (uint64_t old = 0; larger && old < n_places; old++) {
        if (!table[old].number)
            continue;
        uint64_t at = table[old].hash >> (63 - n_bits);
        while (larger[at].number)
            at = (at + 1) & mask;
        larger[at] = table[old];
    }
    free(table);
    return larger;
}

int64_t number_strings(int64_t n_bytes, const uint8_t *data, int64_t n_strings, const int64_t *starts,
                       const int64_t *ends, int64_t *ids, int64_t *distinct)
{
    int n_bits = 10;
    while (n_bits < 15 && (int64_t)1 << n_bits < n_strings)
        n_bits++;
    int64_t n_distinct = 0;
    uint64_t soon[AHEAD];
    place *table = calloc((size_t)1 << n_bits, sizeof *table);
    for (int64_t i = 0; i < AHEAD && i < n_strings; i++)
        soon[i] = hash_of(data, n_bytes, starts[i], ends[i] - starts[i]);
    for (int64_t i = 0; table && i < n_strings; i++) {
        int64_t start = starts[i], length = ends[i] - start;
        uint64_t hash = soon[i % AHEAD], mask = ((uint64_t)1 << n_bits) - 1, at = hash >> (64 - n_bits);
        if (i + AHEAD < n_strings) {
            int64_t next = i + AHEAD;
            soon[i % AHEAD] = hash_of(data, n_bytes, starts[next], ends[next] - starts[next]);
            PREFETCH(table + (soon[i % AHEAD] >> (64 - n_bits)));
        }
        for (; table[at].number; at = (at + 1) & mask) {
            if (table[at].hash != hash || table[at].length != (uint32_t)length)
                continue;
            if (length <= 8 || !memcmp(data + starts[distinct[table[at].number - 1]], data + start, (size_t)length))
                break;
        }
        if (table[at].number) {
            ids[i] = table[at].number - 1;
            continue;
        }
        ids[i] = n_distinct;
        distinct[n_distinct++] = i;
        table[at] = (place){hash, (uint32_t)length, (uint32_t)n_distinct};
        if (2 * (uint64_t)n_distinct > mask)
            table = grow(table, n_bits++);
    }
    if (!table)
        return -1;
    free(table);
    return n_distinct;
}

int64_t describe_letters(int64_t n_words, const uint8_t *data, const int64_t *offsets, uint8_t *lower, int8_t *word_case,
                         int64_t *n_letters, bool *has_digit, bool *is_ascii)
{
    for (int64_t i = 0; i < n_words; i++) {
        uint8_t all = 0, has_capital = 0, has_small = 0, digit = 0;
        int64_t start = offsets[i], end = offsets[i + 1];
        for (int64_t at = start; at < end; at++) {
            uint8_t byte = data[at], is_capital = (uint8_t)(byte - 'A') < 26;
            lower[at] = byte | is_capital << 5;
            all |= byte, has_capital |= is_capital;
            has_small |= (uint8_t)(byte - 'a') < 26, digit |= (uint8_t)(byte - '0') < 10;
        }
        bool begins = start < end && (uint8_t)(data[start] - 'A') < 26;
        word_case[i] = has_capital && !has_small && end - start > 1 ? UPPER : begins ? TITLE : LOWER;
        n_letters[i] = end - start, has_digit[i] = digit, is_ascii[i] = all < 0x80;
    }
    return n_words;
}

int64_t windows_of(int64_t n_texts, const int64_t *counts, const int64_t *lengths, const int64_t *shifts,
                   int64_t *windows)
{
    for (int64_t text = 0, first = 0; text < n_texts; first += counts[text], text++) {
        int64_t window = first, left = lengths[text] - shifts[text];
        for (int64_t i = first; i < first + counts[text]; i++) {
            if (!left)
                window++, left = lengths[text];
            windows[i] = window, left--;
        }
    }
    return n_texts;
}
