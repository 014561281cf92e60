/* The draw of the slots that are swapped. */
#include <string.h>

#include "kernels.h"
#include "likes.h"

#define TABLE_BITS 12
#define REST_MASK ((1u << (32 - TABLE_BITS)) - 1)

int64_t rank_waits(int64_t n_slots, const int64_t *text_index, const int64_t *first, const int64_t *unit,
                   const float *propensity, const uint32_t *starts, const uint32_t *luck_starts,
                   const uint32_t *unit_starts, const uint32_t *chances, const float *wait_at,
                   const float *wait_slope, uint32_t *waits)
{
    for (int64_t i = 0; i < n_slots; i++) {
        int64_t text = text_index[i];
        uint32_t number;
        if (chances && number_at(luck_starts[text], (uint32_t)unit[i]) >> 1 < chances[text])
            number = number_at(unit_starts[text], (uint32_t)unit[i]);
        else
            number = number_at(starts[text], (uint32_t)first[i]);
        uint32_t interval = number >> (32 - TABLE_BITS);
        float wait = (float)(number & REST_MASK);
        wait *= wait_slope[interval];
        wait += wait_at[interval];
        wait /= propensity[i];
        memcpy(&waits[i], &wait, sizeof wait);
    }
    return n_slots;
}

/* Restores the heap, with its least key on top, after the key at `at` has grown. */
static void sift(uint64_t *heap, int64_t n, int64_t at)
{
    uint64_t key = heap[at];
    for (int64_t child = 2 * at + 1; child < n; child = 2 * at + 1) {
        child += child + 1 < n && heap[child + 1] < heap[child];
        if (heap[child] >= key)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = key;
}

int64_t pick_slots(int64_t n_slots, const uint32_t *waits, const int64_t *n_words, const int64_t *text_index,
                   const bool *among, const int64_t *budget, uint64_t *scratch, bool *picked)
{
    for (int64_t begin = 0, end; begin < n_slots; begin = end) {
        int64_t left = budget[text_index[begin]], n = 0;
        for (end = begin; end < n_slots && text_index[end] == text_index[begin]; end++)
            /* Ranked by waiting time, equal ones by place. */
            if ((!among || among[end]) && n_words[end] <= left)
                scratch[n++] = (uint64_t)waits[end] << 32 | (uint64_t)(end - begin);
        for (int64_t at = n / 2 - 1; at >= 0; at--)
            sift(scratch, n, at);
        while (n && left > 0) {
            int64_t slot = begin + (int64_t)(scratch[0] & 0xFFFFFFFFu);
            if (n_words[slot] <= left) {
                picked[slot] = true;
                left -= n_words[slot];
            }
            scratch[0] = scratch[--n];
            sift(scratch, n, 0);
        }
    }
    return n_slots;
}
