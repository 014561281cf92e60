/* Sets of origins in texts. */
#include "kernels.h"

#define N_ORIGINS 16 /* origins.MOST_ORIGINS */

/* The sum of the steps of the origins of each byte of a set. */
static void add_up(const int32_t *steps, int32_t *sums)
{
    sums[0] = 0;
    for (int bit = 0; bit < 8; bit++)
        for (int below = 0; below < 1 << bit; below++)
            sums[1 << bit | below] = sums[below] + steps[bit];
}

int64_t steps_of_sets(int64_t n_texts, const int16_t *steps, int64_t n_sets, const uint16_t *origin_sets,
                      int64_t excluded, int16_t *found)
{
    int32_t used_steps[N_ORIGINS], low[256], high[256], least = (int32_t)excluded + 1;
    for (int64_t text = 0; text < n_texts; text++) {
        uint32_t used = 0;
        for (int i = 0; i < N_ORIGINS; i++) {
            int32_t own = steps[text * N_ORIGINS + i];
            bool is_used = own > excluded;
            used |= (uint32_t)is_used << i, used_steps[i] = is_used ? own : 0;
        }
        add_up(used_steps, low), add_up(used_steps + 8, high);
        for (int64_t i = 0; i < n_sets; i++) {
            uint32_t set = origin_sets[i];
            int32_t sum = low[set & 0xFF] + high[set >> 8];
            sum = sum < least ? least : sum;
            found[text * n_sets + i] = (int16_t)(set && !(set & used) ? excluded : sum);
        }
    }
    return n_texts * n_sets;
}
