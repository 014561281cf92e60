/* The distinct integers of an array. */
#include <stdlib.h>

#include "kernels.h"
#include "memory.h"
#include "mix.h"

/* An integer of the table, and its number plus one; 0: the place is free. */
typedef struct {
    uint64_t value;
    uint64_t number;
} place;

static uint64_t place_of(const place *table, int n_bits, uint64_t value)
{
    uint64_t mask = ((uint64_t)1 << n_bits) - 1, at = mix(value) >> (64 - n_bits);
    while (table[at].number && table[at].value != value)
        at = (at + 1) & mask;
    return at;
}

/* Four times as many places for the integers of a table, which is freed; null if memory ends. */
static place *grow(place *table, int n_bits)
{
    place *larger = calloc((size_t)4 << n_bits, sizeof *larger);
    for (uint64_t old = 0; larger && old < (uint64_t)1 << n_bits; old++)
        if (table[old].number)
            larger[place_of(larger, n_bits + 2, table[old].value)] = table[old];
    free(table);
    return larger;
}

int64_t number_integers(int64_t n, const uint64_t *values, int64_t *ids, int64_t *firsts)
{
    int n_bits = 12;
    int64_t n_distinct = 0;
    place *table = calloc((size_t)1 << n_bits, sizeof *table);
    for (int64_t i = 0; table && i < n; i++) {
        if (i + AHEAD < n)
            PREFETCH(table + (mix(values[i + AHEAD]) >> (64 - n_bits)));
        place *found = table + place_of(table, n_bits, values[i]);
        if (!found->number) {
            firsts[n_distinct++] = i;
            *found = (place){values[i], (uint64_t)n_distinct};
        }
        if (ids)
            ids[i] = (int64_t)found->number - 1;
        if (2 * n_distinct > (int64_t)1 << n_bits) {
            table = grow(table, n_bits);
            n_bits += 2;
        }
    }
    if (!table)
        return -1;
    free(table);
    return n_distinct;
}
