/* The draw of the slots that are swapped. */
#include "kernels.h"

/* Intervals of waiting times, eight to an octave, 16 octaves to both sides of 1; all further waits fall into the first
 * or the last one. */
#define INTERVAL_BITS 20
#define N_INTERVALS 256
#define FIRST_INTERVAL ((127 << 3) - N_INTERVALS / 2)

/* The slots of a text that share a budget, ranked by waiting time, then by place: keys of both. */
typedef struct {
    uint64_t *keys;
    int64_t n;
} ranking;

static int64_t interval_of(uint64_t key)
{
    int64_t interval = (int64_t)(key >> (32 + INTERVAL_BITS)) - FIRST_INTERVAL;
    return interval < 0 ? 0 : interval >= N_INTERVALS ? N_INTERVALS - 1 : interval;
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

/* Puts the slots that wait shortest to the front, as many as the budget has words or some more; returns their number. */
static int64_t find_early(ranking slots, int64_t budget)
{
    int32_t counts[N_INTERVALS] = {0};
    int64_t last = 0, n_until = 0, n_early = 0;
    if (slots.n <= budget)
        return slots.n;
    for (int64_t i = 0; i < slots.n; i++)
        counts[interval_of(slots.keys[i])]++;
    while (last < N_INTERVALS && (n_until += counts[last]) < budget)
        last++;
    for (int64_t i = 0; i < slots.n; i++) {
        uint64_t key = slots.keys[i];
        bool is_early = interval_of(key) <= last;
        slots.keys[i] = slots.keys[n_early], slots.keys[n_early] = key;
        n_early += is_early;
    }
    return n_early;
}

/* Takes slots that fit, shortest wait first; returns the words left of the budget. */
static int64_t take(ranking slots, int64_t begin, int64_t left, const int32_t *n_words, bool *picked)
{
    for (int64_t at = slots.n / 2 - 1; at >= 0; at--)
        sift(slots.keys, slots.n, at);
    while (slots.n && left > 0) {
        int64_t slot = begin + (int64_t)(slots.keys[0] & 0xFFFFFFFFu);
        if (n_words[slot] <= left) {
            picked[slot] = true;
            left -= n_words[slot];
        }
        slots.keys[0] = slots.keys[--slots.n];
        sift(slots.keys, slots.n, 0);
    }
    return left;
}

static void pick(ranking slots, int64_t begin, int64_t budget, const int32_t *n_words, bool *picked)
{
    int64_t n_early = budget > 0 ? find_early(slots, budget) : 0;
    budget = take((ranking){slots.keys, n_early}, begin, budget, n_words, picked);
    /* The others are needed only if some slots were too long for what was left. */
    if (budget > 0)
        take((ranking){slots.keys + n_early, slots.n - n_early}, begin, budget, n_words, picked);
}

int64_t pick_by_budgets(int64_t n_slots, const uint32_t *waits, const int32_t *text_index, const int32_t *n_clean,
                        const int32_t *n_covered, const bool *is_open, const int64_t *clean_budget,
                        const int64_t *again_budget, uint64_t *scratch, bool *picked)
{
    for (int64_t begin = 0, end; begin < n_slots; begin = end) {
        int64_t text = text_index[begin], clean_left = clean_budget[text], again_left = again_budget[text];
        ranking clean = {scratch + begin, 0}, again = {scratch + n_slots, 0};
        for (end = begin; end < n_slots && text_index[end] == text; end++) {
            uint64_t key = (uint64_t)waits[end] << 32 | (uint64_t)(end - begin);
            clean.keys[clean.n] = key;
            clean.n += is_open[end] & (n_clean[end] > 0) & (n_clean[end] <= clean_left);
            again.keys[again.n] = key;
            again.n += is_open[end] & (n_clean[end] == 0) & (n_covered[end] <= again_left);
        }
        pick(clean, begin, clean_left, n_clean, picked);
        pick(again, begin, again_left, n_covered, picked);
    }
    return n_slots;
}
