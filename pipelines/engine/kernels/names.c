/* Words that are written like names, and lines in Title Case. */
#include <string.h>

#include "kernels.h"
#include "words.h"

int64_t find_name_like(int64_t n_texts, const int64_t *token_offsets, const int64_t *ids, const uint8_t *gaps,
                       const int8_t *word_case, const bool *is_abbreviation, const int64_t *lower_ids,
                       const bool *doubtful, int32_t *inside_of, int32_t *small_of, int64_t *scratch, bool *is_name)
{
    for (int64_t text = 0; text < n_texts; text++) {
        int64_t n_ambiguous = 0, first = token_offsets[text], end = token_offsets[text + 1];
        int32_t mark = (int32_t)text + 1;
        for (int64_t i = first; i < end; i++) {
            int64_t word = ids[i];
            int8_t letters = word_case[word];
            uint8_t bits = gaps[i];
            bool begins = (bits & (TEXT_START | LINE_END | EXCLAMATION)) || (bits & (PAUSE | QUOTE)) == (PAUSE | QUOTE) ||
                          ((bits & FULL_STOP) && !is_abbreviation[ids[i - 1]]);
            bool inside = letters != LOWER && !begins && !(doubtful && doubtful[i]);
            is_name[i] = inside || letters == UPPER;
            if (letters == LOWER)
                small_of[lower_ids[word]] = mark;
            else if (inside)
                inside_of[lower_ids[word]] = mark;
            else if (letters == TITLE && begins)
                scratch[n_ambiguous++] = i;
        }
        for (int64_t j = 0; j < n_ambiguous; j++) {
            int64_t word = lower_ids[ids[scratch[j]]];
            is_name[scratch[j]] = inside_of[word] == mark && small_of[word] != mark;
        }
    }
    return token_offsets[n_texts];
}

/* title_lines.MIN_WORDS */
#define MIN_WORDS 4

int64_t find_title_lines(int64_t n_words, const int64_t *ids, const uint8_t *gaps, const bool *is_longer,
                         const bool *has_capital, bool *is_title)
{
    for (int64_t first = 0, end; first < n_words; first = end) {
        int64_t n_longer = 0, n_capitals = 0, n_odd_gaps = 0;
        end = first;
        do {
            n_longer += is_longer[ids[end]], n_capitals += has_capital[ids[end]];
            end++;
            if (end == n_words || gaps[end] & (LINE_END | TEXT_START))
                break;
            n_odd_gaps += (gaps[end] & NOT_ONE_SPACE) != 0;
        } while (true);
        bool is_one = n_longer >= MIN_WORDS && 5 * n_capitals >= 4 * n_longer && 5 * n_odd_gaps <= end - first;
        memset(is_title + first, is_one, (size_t)(end - first));
    }
    return n_words;
}
