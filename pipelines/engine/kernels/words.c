/* The distinct words of a batch, and the windows of words. */
#include <stdlib.h>
#include <string.h>

#include "bits.h"
#include "kernels.h"

#define HASH_FACTOR 0x9E3779B97F4A7C15ull

typedef struct {
    uint64_t hash;
    int64_t id; /* -1: the place is free */
} place;

/* The string in up to eight bytes and its length, or a hash of a longer one. */
static uint64_t hash_of(const uint8_t *data, int64_t n_bytes, int64_t length, int64_t start)
{
    uint64_t hash = (uint64_t)length, part = 0;
    int64_t at = start, end = start + length;
    for (; at + 8 <= end; at += 8) {
        memcpy(&part, data + at, 8);
        hash = (hash ^ part) * HASH_FACTOR;
        hash ^= hash >> 29;
    }
    if (at < end) {
        if (IS_LITTLE_ENDIAN && at + 8 <= n_bytes) {
            memcpy(&part, data + at, 8);
        } else {
            part = 0;
            memcpy(&part, data + at, (size_t)(end - at));
        }
        if (IS_LITTLE_ENDIAN)
            part <<= 8 * (8 - (end - at)); /* the bytes behind the string fall out */
        hash = (hash ^ part) * HASH_FACTOR;
        hash ^= hash >> 29;
    }
    return hash * HASH_FACTOR;
}

static place *make_table(int64_t n_places)
{
    place *table = malloc((size_t)n_places * sizeof *table);
    for (int64_t i = 0; table && i < n_places; i++)
        table[i].id = -1;
    return table;
}

int64_t number_strings(int64_t n_bytes, const uint8_t *data, int64_t n_strings, const int64_t *starts,
                       const int64_t *ends, int64_t *ids, int64_t *distinct)
{
    int64_t n_bits = 15, n_distinct = 0;
    place *table = make_table((int64_t)1 << n_bits);
    if (!table)
        return -1;
    for (int64_t i = 0; i < n_strings; i++) {
        int64_t start = starts[i], length = ends[i] - start;
        uint64_t hash = hash_of(data, n_bytes, length, start), at = hash >> (64 - n_bits);
        uint64_t mask = ((uint64_t)1 << n_bits) - 1;
        for (; table[at].id >= 0; at = (at + 1) & mask) {
            int64_t known = distinct[table[at].id];
            if (table[at].hash == hash && ends[known] - starts[known] == length &&
                !memcmp(data + starts[known], data + start, (size_t)length))
                break;
        }
        if (table[at].id < 0) {
            table[at].hash = hash, table[at].id = n_distinct;
            distinct[n_distinct++] = i;
        }
        ids[i] = table[at].id;
        if (2 * n_distinct > (int64_t)mask) {
            place *larger = make_table((int64_t)1 << ++n_bits);
            if (!larger) {
                free(table);
                return -1;
            }
            for (uint64_t old = 0; old <= mask; old++) {
                if (table[old].id < 0)
                    continue;
                uint64_t to = table[old].hash >> (64 - n_bits);
                while (larger[to].id >= 0)
                    to = (to + 1) & (2 * mask + 1);
                larger[to] = table[old];
            }
            free(table);
            table = larger;
        }
    }
    free(table);
    return n_distinct;
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
