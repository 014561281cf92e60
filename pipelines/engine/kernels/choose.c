/* The candidate of each slot. */
#include "kernels.h"
#include "likes.h"
#include "memory.h"
#include "random.h"

int64_t choice_bits(int64_t n_slots, const int64_t *text_index, const int64_t *first, const int64_t *unit,
                    const int64_t *word_offsets, const uint64_t *keys, const uint64_t *pass_keys, const double *share,
                    int64_t choice, int64_t shared_choice, int64_t unit_places, uint64_t *bits)
{
    for (int64_t i = 0; i < n_slots; i++) {
        int64_t text = text_index[i], place = unit_places + unit[i];
        uint64_t luck = random_bits(keys[text], (uint64_t)place, (uint64_t)shared_choice);
        /* The first 53 bits, as draw.uniform */
        if ((double)(luck >> 11) * 0x1p-53 < share[text])
            bits[i] = random_bits(keys[text], (uint64_t)place, (uint64_t)choice);
        else
            bits[i] = random_bits(pass_keys[text], (uint64_t)(first[i] - word_offsets[text]), (uint64_t)choice);
    }
    return n_slots;
}

int64_t choose_by_weight(int64_t n_slots, const uint64_t *bits, const int64_t *starts, const uint32_t *totals,
                         const uint16_t *weight, int64_t *row)
{
    for (int64_t i = 0; i < n_slots; i++) {
        if (i + AHEAD < n_slots)
            PREFETCH(weight + starts[i + AHEAD]);
        uint64_t drawn = (bits[i] >> 32) * totals[i] >> 32, reached = weight[starts[i]];
        int64_t found = starts[i];
        /* Candidates are sorted by falling weight: most searches end after a few. */
        while (reached <= drawn)
            reached += weight[++found];
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

/* The number of sums that are not above the one drawn. */
static int32_t count_until(int64_t n_rows, const int32_t *sums, uint32_t drawn)
{
    int32_t n = 0;
    for (int64_t rank = 0; rank < n_rows; rank++)
        n += (uint32_t)sums[rank] <= drawn;
    return n;
}

int64_t choose_by_score(int64_t n_slots, const uint64_t *bits, const int64_t *starts, const int64_t *ends,
                        const int64_t *text_index, const uint64_t *packed_rows, const int16_t *by_set,
                        const int64_t *set_offsets, const uint32_t *taste_keys, const int32_t *spread,
                        const int32_t *frequency, const int32_t *bell, const uint32_t *weights, int64_t n_weights,
                        int32_t *scratch, int64_t *row)
{
    for (int64_t i = 0; i < n_slots; i++) {
        const packed_row *rows = (const packed_row *)(packed_rows + starts[i]);
        int64_t text = text_index[i], n_rows = ends[i] - starts[i], chosen = 0;
        if (i + AHEAD < n_slots)
            for (int64_t next = starts[i + AHEAD]; next < ends[i + AHEAD]; next += 8)
                PREFETCH(packed_rows + next);
        const int16_t *level_of_set = by_set + set_offsets[text];
        uint32_t key = taste_keys[text];
        int32_t greatest = INT32_MIN, liked = spread ? spread[text] : 0, common = frequency ? frequency[text] : 0;
        for (int64_t rank = 0; rank < n_rows; rank++) {
            packed_row r = rows[rank];
            int32_t level = level_of_set[r.origin_set] - r.steps * LEVELS_OF_STEP + liking(r.mark, key, liked, bell);
            level += (common * r.zipf + LEVEL_PARTS / 2) >> LEVEL_BITS;
            scratch[rank] = level;
            greatest = level > greatest ? level : greatest;
        }
        uint32_t total = 0;
        for (int64_t rank = 0; rank < n_rows; rank++) {
            uint32_t below = (uint32_t)greatest - (uint32_t)scratch[rank];
            total += weights[below < (uint64_t)n_weights ? below : (uint64_t)n_weights - 1];
            scratch[rank] = (int32_t)total;
        }
        uint32_t drawn = (uint32_t)((bits[i] >> 32) * total >> 32);
        chosen = count_until(n_rows, scratch, drawn);
        row[i] = starts[i] + chosen;
    }
    return n_slots;
}
