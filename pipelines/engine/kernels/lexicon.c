/* The rows of a lexicon: selected, weighed, sorted and gathered. */
#include <string.h>

#include "kernels.h"

/* Keys that are sorted by inserting each into those before. */
#define FEW 16

/* Sorts n keys; spare has place for half of them. */
static void sort_keys(uint64_t *keys, uint64_t *spare, int64_t n)
{
    if (n <= FEW) {
        for (int64_t i = 1; i < n; i++) {
            uint64_t key = keys[i];
            int64_t to = i;
            for (; to > 0 && keys[to - 1] > key; to--)
                keys[to] = keys[to - 1];
            keys[to] = key;
        }
        return;
    }
    int64_t half = n / 2, left = 0, right = half, to = 0;
    sort_keys(keys, spare, half);
    sort_keys(keys + half, spare, n - half);
    if (keys[half - 1] <= keys[half])
        return;
    memcpy(spare, keys, (size_t)half * sizeof *keys);
    while (left < half)
        keys[to++] = right < n && keys[right] < spare[left] ? keys[right++] : spare[left++];
}

int64_t sort_rows(int64_t n_rows, const int32_t *unit, const uint16_t *weight, const int32_t *candidate,
                  const bool *is_apart, int64_t n_units, int32_t *ends, uint64_t *keys, int32_t *order, int32_t *apart,
                  int64_t *counts, int64_t *counts_apart)
{
    int64_t n = 0, n_apart = 0, begin = 0;
    for (int64_t row = 0; row < n_rows; row++)
        ends[unit[row]]++;
    for (int64_t of = 0, sum = 0; of < n_units; of++) {
        int32_t count = ends[of];
        ends[of] = (int32_t)sum;
        sum += count;
    }
    /* The rows by unit: no place is written again before its row is read. */
    int32_t *by_unit = order;
    for (int64_t row = 0; row < n_rows; row++)
        by_unit[ends[unit[row]]++] = (int32_t)row;
    for (int64_t of = 0; of < n_units; of++) {
        int64_t n_keys = ends[of] - begin, n_before = n;
        for (int64_t i = 0; i < n_keys; i++) {
            uint32_t row = (uint32_t)by_unit[begin + i];
            keys[i] = (uint64_t)(UINT16_MAX - weight[row]) << 32 | row;
        }
        begin = ends[of];
        sort_keys(keys, keys + n_keys, n_keys);
        for (int64_t i = 0; i < n_keys; i++) {
            int32_t row = (int32_t)(uint32_t)keys[i];
            bool goes_apart = is_apart && is_apart[candidate[row]];
            if (goes_apart)
                apart[n_apart++] = row;
            else
                order[n++] = row;
        }
        counts[of] = n - n_before;
        if (is_apart)
            counts_apart[of] = n_keys - counts[of];
    }
    return n;
}

int64_t gather_rows(int64_t n, const int32_t *order, const int32_t *candidate, const int32_t *candidate_ids,
                    const uint16_t *weight, const uint16_t *origins, const int16_t *set_numbers, const int8_t *origin,
                    const int8_t *kind, const uint8_t *zipf, int32_t *candidate_of, uint16_t *weight_of,
                    int16_t *set_of, int8_t *origin_of, int8_t *kind_of, uint8_t *zipf_of)
{
    for (int64_t i = 0; i < n; i++) {
        int32_t row = order[i];
        candidate_of[i] = candidate_ids[candidate[row]];
        weight_of[i] = weight[row];
        set_of[i] = set_numbers[origins[row]];
        origin_of[i] = origin[row];
        kind_of[i] = kind[row];
        zipf_of[i] = zipf[row];
    }
    return n;
}

int64_t keep_rows(int64_t n_rows, const bool *kept, const int32_t *unit, const int32_t *candidate,
                  const uint16_t *weight, const int8_t *origin, const int8_t *kind, const uint16_t *origins,
                  const uint8_t *zipf, const bool *agrees, int64_t n_units, bool *has_rows, int32_t *numbers,
                  int32_t *unit_of, int32_t *candidate_of, uint16_t *weight_of, int8_t *origin_of, int8_t *kind_of,
                  uint16_t *origins_of, uint8_t *zipf_of, bool *agrees_of)
{
    int64_t n = 0, n_numbers = 0;
    for (int64_t row = 0; row < n_rows; row++)
        has_rows[unit[row]] |= kept[row];
    for (int64_t of = 0; of < n_units; of++) {
        numbers[of] = (int32_t)n_numbers;
        n_numbers += has_rows[of];
    }
    for (int64_t row = 0; row < n_rows; row++) {
        if (!kept[row])
            continue;
        unit_of[n] = numbers[unit[row]];
        candidate_of[n] = candidate[row];
        weight_of[n] = weight[row];
        origin_of[n] = origin[row];
        kind_of[n] = kind[row];
        origins_of[n] = origins[row];
        zipf_of[n] = zipf[row];
        agrees_of[n] = agrees[row];
        n++;
    }
    return n;
}

int64_t weigh_rows(int64_t n_rows, const int32_t *unit, const uint16_t *weight, const uint16_t *origins,
                   const uint8_t *zipf, const int32_t *by_weight, const int32_t *by_origins, const int32_t *by_zipf,
                   int64_t most_below, const uint16_t *weights, int32_t *steps, uint16_t *weight_of)
{
    for (int64_t begin = 0, end; begin < n_rows; begin = end) {
        int32_t best = INT32_MIN;
        for (end = begin; end < n_rows && unit[end] == unit[begin]; end++) {
            steps[end - begin] = by_weight[weight[end]] + by_origins[origins[end]] + by_zipf[zipf[end]];
            best = steps[end - begin] > best ? steps[end - begin] : best;
        }
        for (int64_t row = begin; row < end; row++) {
            int64_t below = (int64_t)best - steps[row - begin];
            weight_of[row] = weights[below < most_below ? below : most_below];
        }
    }
    return n_rows;
}
