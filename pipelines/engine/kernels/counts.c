/* Counts of hashed keys, and vectors of words, as a detector looks them up. */
#include "kernels.h"
#include "memory.h"

/* Keys further ahead are fetched here than elsewhere, since a step is short. */
#define FAR (4 * AHEAD)

static inline uint64_t key_ahead(const uint64_t *keys, int64_t n_keys, int64_t i)
{
    return keys[i + FAR < n_keys ? i + FAR : n_keys - 1];
}

int64_t count_distinct(int64_t n_keys, const uint64_t *keys)
{
    int64_t n_distinct = n_keys > 0;
    for (int64_t i = 1; i < n_keys; i++)
        n_distinct += keys[i] != keys[i - 1];
    return n_distinct;
}

int64_t choose_frequent(int64_t n_keys, const uint64_t *keys, int64_t n_bits, uint64_t *chosen, int64_t *counts)
{
    int64_t n_chosen = 0;
    for (int64_t i = 0, next; i < n_keys; i = next) {
        for (next = i + 1; next < n_keys && keys[next] == keys[i]; next++)
            ;
        bool shares = n_chosen && chosen[n_chosen - 1] >> (64 - n_bits) == keys[i] >> (64 - n_bits);
        if (shares && next - i < counts[n_chosen - 1])
            continue;
        n_chosen += !shares;
        chosen[n_chosen - 1] = keys[i], counts[n_chosen - 1] = next - i;
    }
    return n_chosen;
}

int64_t count_slots(int64_t n_keys, const uint64_t *keys, int64_t n_bits, const uint8_t *kinds, int64_t n_kinds,
                    uint32_t *counts)
{
    int shift = (int)(64 - n_bits);
    for (int64_t i = 0; i < n_keys; i++) {
        PREFETCH(counts + n_kinds * (int64_t)(key_ahead(keys, n_keys, i) >> shift));
        counts[n_kinds * (int64_t)(keys[i] >> shift) + kinds[i]]++;
    }
    return n_keys;
}

int64_t look_up_counts(int64_t n_keys, const uint64_t *keys, int64_t n_bits, const uint16_t *slots,
                       const float *log_counts, float *logs)
{
    int shift = (int)(64 - n_bits);
    for (int64_t i = 0; i < n_keys; i++) {
        PREFETCH(slots + (key_ahead(keys, n_keys, i) >> shift));
        uint16_t slot = slots[keys[i] >> shift];
        logs[i] = log_counts[slot >> 8 == (keys[i] >> 8 & 0xFF) ? slot & 0xFF : 0];
    }
    return n_keys;
}

int64_t look_up_habits(int64_t n_keys, const uint64_t *keys, int64_t n_bits, const uint8_t *table,
                       const float *count_of_level, const bool *is_hidden, const bool *is_beside_hidden, float *swapped,
                       float *stays, float *clean)
{
    int shift = (int)(64 - n_bits);
    for (int64_t i = 0; i < n_keys; i++) {
        PREFETCH(table + 4 * (key_ahead(keys, n_keys, i) >> shift));
        const uint8_t *level = table + 4 * (keys[i] >> shift);
        swapped[i] = is_hidden && is_hidden[i] ? 0 : count_of_level[level[0]];
        float beside = is_beside_hidden && is_beside_hidden[i] ? 0 : count_of_level[level[1]];
        stays[i] = count_of_level[level[2]] + beside;
        clean[i] = count_of_level[level[3]];
    }
    return n_keys;
}

int64_t find_numbers(int64_t n_keys, const uint64_t *keys, int64_t n_bits, const uint32_t *ids, int64_t *numbers)
{
    int shift = (int)(64 - n_bits);
    for (int64_t i = 0; i < n_keys; i++) {
        PREFETCH(ids + (key_ahead(keys, n_keys, i) >> shift));
        uint32_t id = ids[keys[i] >> shift];
        numbers[i] = id >> 16 == (keys[i] >> 8 & 0xFFFF) ? id & 0xFFFF : 0;
    }
    return n_keys;
}

/* The sum of four sums of every fourth product. */
static inline float multiply(int64_t n, const float *one, const float *other)
{
    float sums[4] = {0};
    int64_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (int lane = 0; lane < 4; lane++)
            sums[lane] += one[i + lane] * other[i + lane];
    for (; i < n; i++)
        sums[i % 4] += one[i] * other[i];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

int64_t multiply_rows(int64_t n_words, int64_t n_dimensions, const float *vectors, const int64_t *numbers,
                      const float *others, const int64_t *other_numbers, float *products)
{
    for (int64_t i = 0; i < n_words; i++) {
        int64_t ahead = i + AHEAD < n_words ? i + AHEAD : n_words - 1;
        PREFETCH(vectors + numbers[ahead] * n_dimensions);
        PREFETCH(others + other_numbers[ahead] * n_dimensions);
        products[i] = multiply(n_dimensions, vectors + numbers[i] * n_dimensions, others + other_numbers[i] * n_dimensions);
    }
    return n_words;
}

int64_t join_window(int64_t n_texts, const int64_t *offsets, const int64_t *numbers, int64_t window, int64_t factor,
                    uint32_t *joined)
{
    int64_t n = 0;
    for (int64_t text = 0; text < n_texts; text++) {
        for (int64_t i = offsets[text]; i < offsets[text + 1]; i++) {
            int64_t first = i - window > offsets[text] ? i - window : offsets[text];
            for (int64_t other = first; numbers[i] && other < i; other++) {
                int64_t low = numbers[i] < numbers[other] ? numbers[i] : numbers[other];
                joined[n] = (uint32_t)(low * factor + (numbers[i] + numbers[other] - low));
                n += low > 0;
            }
        }
    }
    return n;
}

int64_t count_runs(int64_t n_numbers, const uint32_t *numbers, int64_t least, uint32_t *kept, float *counts)
{
    int64_t n_kept = 0;
    for (int64_t i = 0, next; i < n_numbers; i = next) {
        for (next = i + 1; next < n_numbers && numbers[next] == numbers[i]; next++)
            ;
        kept[n_kept] = numbers[i], counts[n_kept] = (float)(next - i);
        n_kept += next - i >= least;
    }
    return n_kept;
}

int64_t multiply_topics(int64_t n_words, int64_t n_dimensions, const float *vectors, const int64_t *numbers,
                        int64_t n_sentences, const int64_t *starts, double *sum, float *rest, float *products,
                        float *squares)
{
    for (int64_t sentence = 0; sentence < n_sentences; sentence++) {
        int64_t start = starts[sentence], end = sentence + 1 < n_sentences ? starts[sentence + 1] : n_words;
        for (int64_t j = 0; j < n_dimensions; j++)
            sum[j] = 0;
        for (int64_t i = start; i < end; i++)
            for (int64_t j = 0; j < n_dimensions; j++)
                sum[j] += vectors[numbers[i] * n_dimensions + j];
        for (int64_t i = start; i < end; i++) {
            const float *vector = vectors + numbers[i] * n_dimensions;
            for (int64_t j = 0; j < n_dimensions; j++)
                rest[j] = (float)sum[j] - vector[j];
            products[i] = multiply(n_dimensions, vector, rest);
            squares[i] = multiply(n_dimensions, rest, rest);
        }
    }
    return n_words;
}
