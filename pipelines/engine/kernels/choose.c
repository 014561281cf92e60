/* The candidate of each slot. */
#include "kernels.h"
#include "likes.h"
#include "memory.h"

int64_t choose_by_weight(int64_t n_slots, const uint64_t *bits, const int64_t *starts, const int64_t *ends,
                         const int64_t *cumulative, int64_t *row)
{
    for (int64_t i = 0; i < n_slots; i++) {
        if (i + AHEAD < n_slots)
            PREFETCH(cumulative + starts[i + AHEAD]), PREFETCH(cumulative + ends[i + AHEAD]);
        int64_t low = cumulative[starts[i]], found = starts[i];
        uint64_t total = (uint64_t)(cumulative[ends[i]] - low);
        int64_t drawn = low + (int64_t)((bits[i] >> 32) * total >> 32);
        /* Candidates are sorted by falling weight: most searches end after a few. */
        while (found + 1 < ends[i] && cumulative[found + 1] <= drawn)
            found++;
        row[i] = found;
    }
    return n_slots;
}

/* lexicon.PACKED_ROW */
typedef struct {
    uint16_t origin_set;
    uint8_t steps, zipf;
    uint32_t mark;
} packed_row;

int64_t choose_by_score(int64_t n_slots, const uint64_t *bits, const int64_t *starts, const int64_t *ends,
                        const int64_t *text_index, const uint64_t *packed_rows, const int16_t *by_set,
                        const int64_t *set_offsets, const uint32_t *taste_keys, const int32_t *spread,
                        const int32_t *frequency, const int32_t *bell, const uint32_t *weights, int64_t n_weights,
                        int32_t *scratch, int64_t *row)
{
    for (int64_t i = 0; i < n_slots; i++) {
        const packed_row *rows = (const packed_row *)(packed_rows + starts[i]);
        const int16_t *level_of_set = by_set + set_offsets[text_index[i]];
        int64_t text = text_index[i], n_rows = ends[i] - starts[i], chosen = 0;
        int32_t greatest = INT32_MIN;
        if (i + AHEAD / 2 < n_slots)
            for (int64_t next = starts[i + AHEAD / 2]; next < ends[i + AHEAD / 2]; next += 8)
                PREFETCH(packed_rows + next);
        for (int64_t rank = 0; rank < n_rows; rank++)
            scratch[rank] = level_of_set[rows[rank].origin_set] - rows[rank].steps * LEVELS_OF_STEP;
        if (spread)
            for (int64_t rank = 0; rank < n_rows; rank++)
                scratch[rank] += liking(rows[rank].mark, taste_keys[text], spread[text], bell);
        if (frequency)
            for (int64_t rank = 0; rank < n_rows; rank++)
                scratch[rank] += (frequency[text] * rows[rank].zipf + LEVEL_PARTS / 2) >> LEVEL_BITS;
        for (int64_t rank = 0; rank < n_rows; rank++)
            greatest = scratch[rank] > greatest ? scratch[rank] : greatest;
        uint32_t total = 0;
        for (int64_t rank = 0; rank < n_rows; rank++) {
            int64_t below = (int64_t)greatest - scratch[rank];
            total += weights[below < n_weights ? below : n_weights - 1];
            scratch[rank] = (int32_t)total;
        }
        uint32_t drawn = (uint32_t)((bits[i] >> 32) * total >> 32);
        for (int64_t rank = 0; rank < n_rows; rank++)
            chosen += (uint32_t)scratch[rank] <= drawn;
        row[i] = starts[i] + chosen;
    }
    return n_slots;
}
