/* Swaps that are not made: a second one in a window of words, and those that restore the clean text. */
#include "kernels.h"
#include "memory.h"

int64_t close_windows(int64_t n_swaps, const int32_t *text_index, const int32_t *start, const int32_t *n_covered,
                      const int32_t *n_clean, const uint32_t *waits, const int64_t *every, const bool *is_clean,
                      const int32_t *window, bool *is_open)
{
    int64_t best = -1, of_best = -1, n_open = 0; /* the open swap with the shortest wait of the window, and the window */
    for (int64_t i = 0; i < n_swaps; i++) {
        if (every[text_index[i]] <= 1 || !is_open[i] || n_clean[i] == 0)
            continue;
        int64_t word = start[i], last = word + n_covered[i] - 1;
        while (word < last && !is_clean[word])
            word++;
        bool is_same = window[word] == of_best && best >= 0, is_better = !is_same || waits[i] < waits[best];
        is_open[i] = window[word] >= 0 && is_better;
        if (!is_open[i])
            continue;
        if (is_same)
            is_open[best] = false;
        else
            n_open++;
        best = i, of_best = window[word];
    }
    return n_open;
}

int64_t restores_clean(int64_t n_swaps, const int64_t *start, const int64_t *end, const int64_t *n_clean,
                       const int64_t *row, const int32_t *word_starts, const int32_t *word_ends, int64_t n_edits,
                       const int64_t *after_starts, const int64_t *after_ends, const int64_t *edit_units,
                       const int32_t *candidates, const int32_t *candidate_units, bool *restores)
{
    int64_t edit = 0, n = 0;
    for (int64_t i = 0; i < n_swaps; i++) {
        if (i + AHEAD < n_swaps && n_clean[i + AHEAD] == 0)
            PREFETCH(candidates + row[i + AHEAD]);
        restores[i] = false;
        if (n_clean[i] > 0)
            continue;
        int64_t from = word_starts[start[i]];
        while (edit + 1 < n_edits && after_starts[edit + 1] <= from)
            edit++;
        if (edit < n_edits && after_starts[edit] == from && after_ends[edit] == word_ends[end[i] - 1]) {
            int64_t unit = candidate_units[candidates[row[i]]];
            restores[i] = unit >= 0 && unit == edit_units[edit];
            n += restores[i];
        }
    }
    return n;
}
