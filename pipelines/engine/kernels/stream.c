/* The words of texts as a detector reads them: keys, gaps and n-grams. */
#include "bits.h"
#include "kernels.h"

/* As in detector.word_stream. */
enum { SPACE, MARK, STOP, START };

static inline uint64_t mix_key(uint64_t key, const uint64_t factors[3])
{
    uint64_t mixed = (key ^ key >> 32) * factors[1];
    return mixed ^ mixed >> 29;
}

/* Capitals of ASCII among eight bytes, made small. */
static inline uint64_t lower(uint64_t bytes)
{
    uint64_t ones = 0x0101010101010101ull, low = bytes & 0x7F * ones;
    uint64_t is_capital = (low + (0x80 - 'A') * ones) & ~(low + (0x7F - 'Z') * ones) & ~bytes & 0x80 * ones;
    return bytes | is_capital >> 2;
}

static uint64_t hash_word(const uint8_t *data, int64_t n_bytes, int64_t start, int64_t length, const uint64_t factors[3])
{
    uint64_t key = lower(read_bytes(data, n_bytes, start, length < 8 ? length : 8)) * factors[0] + (uint64_t)length;
    if (length > 8)
        key += lower(read_bytes(data, n_bytes, start + length - 8, 8)) * factors[2];
    if (length > 16)
        key += mix_key(lower(read_bytes(data, n_bytes, start + 8, 8)), factors);
    return mix_key(key, factors);
}

static inline int64_t count_code_points(const uint8_t *data, int64_t start, int64_t end)
{
    int64_t n = 0;
    for (int64_t at = start; at < end; at++)
        n += (int8_t)data[at] >= -64;
    return n;
}

int64_t read_stream(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const int64_t *token_offsets,
                    const int64_t *starts, const int64_t *ends, const uint8_t *gap_of_byte, const uint64_t *factors,
                    uint64_t *keys, int64_t *text_index, int64_t *start_points, int64_t *end_points, uint8_t *gaps,
                    int64_t *lengths, bool *is_capital, bool *is_number)
{
    int64_t n_bytes = offsets[n_texts];
    for (int64_t text = 0; text < n_texts; text++) {
        int64_t points = 0, at = offsets[text];
        for (int64_t i = token_offsets[text]; i < token_offsets[text + 1]; i++) {
            uint8_t gap = i == token_offsets[text] ? START : SPACE, first = data[starts[i]];
            for (; at < starts[i]; at++) {
                points += (int8_t)data[at] >= -64;
                if (gap_of_byte[data[at]] > gap)
                    gap = gap_of_byte[data[at]];
            }
            int64_t length = ends[i] - at;
            start_points[i] = points;
            end_points[i] = points += count_code_points(data, at, ends[i]);
            text_index[i] = text, gaps[i] = gap, lengths[i] = length;
            is_capital[i] = (uint8_t)(first - 'A') < 26, is_number[i] = (uint8_t)(first - '0') < 10;
            keys[i] = is_number[i] ? mix_key((uint64_t)length * factors[1], factors)
                                   : hash_word(data, n_bytes, at, length, factors);
            at = ends[i];
        }
    }
    return token_offsets[n_texts];
}

int64_t join_ngrams(int64_t n_words, const uint64_t *keys, const uint8_t *gaps, const uint64_t *borders,
                    const uint64_t *factors, const uint64_t *places, int64_t skipped, uint64_t *left, uint64_t *right,
                    uint64_t *before, uint64_t *middle, uint64_t *behind, uint64_t *around, uint64_t *left_skip,
                    uint64_t *right_skip)
{
    uint64_t on_left = places[0], in_middle = places[1], on_right = places[2], border = borders[START];
    for (int64_t i = 0; i < n_words; i++) {
        uint8_t gap = gaps[i], after = i + 1 < n_words ? gaps[i + 1] : START;
        uint64_t key = keys[i], first_left, first_right, second_left = border, second_right = border;
        first_left = gap > SPACE ? borders[gap] : keys[i - 1];
        first_right = after > SPACE ? borders[after] : keys[i + 1];
        if (gap == MARK)
            second_left = keys[i - 1];
        else if (gap == SPACE)
            second_left = gaps[i - 1] > SPACE ? borders[gaps[i - 1]] : keys[i - 2];
        if (after == MARK)
            second_right = keys[i + 1];
        else if (after == SPACE && i + 2 < n_words)
            second_right = gaps[i + 2] > SPACE ? borders[gaps[i + 2]] : keys[i + 2];
        left[i] = mix_key(first_left * on_left + key * in_middle, factors);
        right[i] = mix_key(key * on_left + first_right * in_middle, factors);
        before[i] = mix_key(second_left * on_right + left[i], factors);
        middle[i] = mix_key(left[i] * in_middle + first_right * on_right, factors);
        behind[i] = mix_key(key * on_right + mix_key(first_right * on_left + second_right * in_middle, factors), factors);
        around[i] = mix_key(first_left * on_left + first_right * on_right + (uint64_t)skipped, factors);
        left_skip[i] = mix_key(second_left * on_left + key * on_right, factors);
        right_skip[i] = mix_key(key * on_left + second_right * on_right, factors);
    }
    return n_words;
}
