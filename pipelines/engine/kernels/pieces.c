/* The stretches of words to replace, with the replacement of each. */
#include "kernels.h"
#include "memory.h"

/* vocabulary.LOWER, TITLE and UPPER, and current_words.INITIAL */
enum { LOWER, TITLE, UPPER, INITIAL };
/* current_words.AS_IS, CAPITALISED and CAPITALS */
enum { AS_IS, CAPITALISED, CAPITALS };

static int64_t casing_of(const int8_t *word_case, int64_t n_words)
{
    if (word_case[0] == LOWER)
        return AS_IS;
    if (n_words == 1)
        return word_case[0] == UPPER ? CAPITALS : CAPITALISED;
    bool has_small = false, has_capitals = false;
    for (int64_t i = 0; i < n_words; i++)
        has_small |= word_case[i] <= TITLE, has_capitals |= word_case[i] == UPPER;
    return has_capitals && !has_small ? CAPITALS : CAPITALISED;
}

int64_t cut_pieces(int64_t n_swaps, const int64_t *first, const int64_t *n_words, const int64_t *row,
                   const int32_t *candidates, const int32_t *word_starts, const int32_t *word_ends,
                   const int8_t *word_case, int64_t *starts, int64_t *ends, int64_t *candidate, int64_t *casing)
{
    for (int64_t i = 0; i < n_swaps; i++) {
        if (i + AHEAD < n_swaps)
            PREFETCH(candidates + row[i + AHEAD]);
        starts[i] = word_starts[first[i]], ends[i] = word_ends[first[i] + n_words[i] - 1];
        candidate[i] = candidates[row[i]], casing[i] = casing_of(word_case + first[i], n_words[i]);
    }
    return n_swaps;
}
