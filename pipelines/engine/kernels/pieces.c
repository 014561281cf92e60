/* The stretches of words to replace, with the replacement of each. */
#include "kernels.h"
#include "memory.h"

/* vocabulary.LOWER, TITLE and UPPER, and current_words.INITIAL */
enum { LOWER, TITLE, UPPER, INITIAL };
/* of casings */
enum { AS_IS, CAPITALISED, CAPITALS, TITLED, EACH };

static int64_t casing_of(const int32_t *words, const int8_t *word_case, const bool *is_small, int64_t n_words)
{
    if (word_case[0] == LOWER)
        return AS_IS;
    if (n_words == 1)
        return word_case[0] == UPPER ? CAPITALS : CAPITALISED;
    bool has_letters = word_case[0] <= TITLE, has_capitals = word_case[0] == UPPER; /* small letters; several capitals */
    bool has_all = true, is_told = false, is_each = false;
    for (int64_t i = 1; i < n_words; i++) {
        bool is_lower = word_case[i] == LOWER, small = words[i] >= 0 && is_small[words[i]];
        has_letters |= word_case[i] <= TITLE, has_capitals |= word_case[i] == UPPER;
        has_all &= !is_lower || small, is_each |= !is_lower && small;
        is_told |= !is_lower && word_case[i] != INITIAL; /* A single capital tells nothing: If I. */
    }
    if (has_capitals && !has_letters)
        return CAPITALS;
    return !(has_all && is_told) ? CAPITALISED : is_each ? EACH : TITLED;
}

int64_t cut_pieces(int64_t n_swaps, const int64_t *first, const int64_t *n_words, const int64_t *row,
                   const int32_t *candidates, const int32_t *word_starts, const int32_t *word_ends,
                   const int32_t *words, const int8_t *word_case, const bool *is_small, int64_t *starts, int64_t *ends,
                   int64_t *candidate, int64_t *casing)
{
    for (int64_t i = 0; i < n_swaps; i++) {
        if (i + AHEAD < n_swaps)
            PREFETCH(candidates + row[i + AHEAD]);
        starts[i] = word_starts[first[i]], ends[i] = word_ends[first[i] + n_words[i] - 1];
        candidate[i] = candidates[row[i]];
        casing[i] = casing_of(words + first[i], word_case + first[i], is_small, n_words[i]);
    }
    return n_swaps;
}
