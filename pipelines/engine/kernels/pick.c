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

static inline int64_t slot_of(uint64_t key)
{
    return (int64_t)(key & 0xFFFFFFFFu);
}

static inline int64_t interval_of(uint64_t key)
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

/* Takes all slots of the first intervals, as many as fit as a whole: they would all be taken, in any order. Of the others,
 * those of the next interval go to the front. Returns the words left of the budget. */
static int64_t take_intervals(ranking *slots, int64_t begin, int64_t budget, const int32_t *n_words, bool *picked,
                              int64_t *n_next)
{
    int64_t words[N_INTERVALS] = {0}, next = 0, n = 0;
    for (int64_t i = 0; i < slots->n; i++)
        words[interval_of(slots->keys[i])] += n_words[begin + slot_of(slots->keys[i])];
    while (next < N_INTERVALS && words[next] <= budget)
        budget -= words[next++];
    *n_next = 0;
    for (int64_t i = 0; i < slots->n; i++) {
        uint64_t key = slots->keys[i];
        int64_t interval = interval_of(key);
        bool is_next = interval == next;
        picked[begin + slot_of(key)] = interval < next;
        slots->keys[n] = is_next ? slots->keys[*n_next] : key;
        slots->keys[*n_next] = is_next ? key : slots->keys[*n_next];
        n += interval >= next, *n_next += is_next;
    }
    slots->n = n;
    return budget;
}

/* Takes slots that fit, shortest wait first; returns the words left of the budget. */
static int64_t take(ranking slots, int64_t begin, int64_t left, const int32_t *n_words, bool *picked)
{
    for (int64_t at = slots.n / 2 - 1; at >= 0; at--)
        sift(slots.keys, slots.n, at);
    while (slots.n && left > 0) {
        int64_t slot = begin + slot_of(slots.keys[0]);
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
    int64_t n_next;
    if (budget <= 0)
        return;
    budget = take_intervals(&slots, begin, budget, n_words, picked, &n_next);
    budget = take((ranking){slots.keys, n_next}, begin, budget, n_words, picked);
    /* The others are needed only if some slots were too long for what was left. */
    if (budget > 0)
        take((ranking){slots.keys + n_next, slots.n - n_next}, begin, budget, n_words, picked);
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
