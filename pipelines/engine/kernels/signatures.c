/* Signatures of pairs of texts, compared. */
#include "kernels.h"
#include "memory.h"

/* The bytes of a signature that are fetched ahead: a line of the cache at a time. */
#define LINE 64

static inline void fetch_row(const uint8_t *row, int64_t n_columns)
{
    for (int64_t place = 0; place < n_columns; place += LINE)
        PREFETCH(row + place);
}

int64_t count_equal_columns(int64_t n_pairs, int64_t n_columns, const uint8_t *ours, const int64_t *left,
                            const uint8_t *theirs, const int64_t *right, int64_t *counts)
{
    for (int64_t i = 0; i < n_pairs; i++) {
        if (i + AHEAD < n_pairs) {
            fetch_row(ours + n_columns * left[i + AHEAD], n_columns);
            fetch_row(theirs + n_columns * right[i + AHEAD], n_columns);
        }
        const uint8_t *one = ours + n_columns * left[i], *other = theirs + n_columns * right[i];
        int64_t count = 0;
        for (int64_t start = 0; start < n_columns; start += LINE) {
            /* A sum of at most 64 fits a byte, so that sixteen columns are compared at once. */
            int64_t end = start + LINE < n_columns ? start + LINE : n_columns;
            uint8_t n_equal = 0;
            for (int64_t place = start; place < end; place++)
                n_equal += one[place] == other[place];
            count += n_equal;
        }
        counts[i] = count;
    }
    return n_pairs;
}
