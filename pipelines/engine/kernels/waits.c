/* Waiting times that rank the slots of a text. */
#include <string.h>

#include "kernels.h"
#include "likes.h"

#define TABLE_BITS 12
#define REST_MASK ((1u << (32 - TABLE_BITS)) - 1)

int64_t rank_waits(int64_t n_slots, const int32_t *text_index, const int32_t *first, const int32_t *unit,
                   const float *propensity, const uint32_t *starts, const uint32_t *luck_starts,
                   const uint32_t *unit_starts, const uint32_t *chances, const float *wait_at,
                   const float *wait_slope, uint32_t *waits)
{
    for (int64_t i = 0; i < n_slots; i++) {
        int64_t text = text_index[i];
        uint32_t number = number_at(starts[text], (uint32_t)first[i]);
        if (chances) {
            /* Both numbers are taken, and one of them without a branch, which could not be predicted. */
            uint32_t of_unit = number_at(unit_starts[text], (uint32_t)unit[i]);
            bool is_shared = number_at(luck_starts[text], (uint32_t)unit[i]) >> 1 < chances[text];
            number ^= (number ^ of_unit) & -(uint32_t)is_shared;
        }
        uint32_t interval = number >> (32 - TABLE_BITS);
        float wait = (float)(number & REST_MASK);
        wait *= wait_slope[interval];
        wait += wait_at[interval];
        wait /= propensity[i];
        memcpy(&waits[i], &wait, sizeof wait);
    }
    return n_slots;
}
