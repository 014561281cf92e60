/* The words of the texts after a pass. */
#include "kernels.h"
#include "memory.h"

int64_t replace_words(int64_t n_words, const int64_t *starts, const int64_t *ends, const int64_t *words,
                      const int8_t *word_case, const int8_t *indefinite, const bool *is_allowed,
                      const bool *is_linked, const bool *is_short, const bool *is_name_like, const bool *is_clean,
                      const int64_t *window, const float *emphasis, int64_t n_pieces, const int64_t *first,
                      const int64_t *length, const int64_t *piece_ends, const int64_t *candidate,
                      const int64_t *casing, const int64_t *spun_starts, const int64_t *spun_ends,
                      const int64_t *known_offsets, const int64_t *known_starts, const int64_t *known_ends,
                      const int64_t *known_words, const int8_t *known_indefinite, const bool *known_allowed,
                      const bool *known_linked, const int64_t *known_letters, const bool *known_begins,
                      int64_t min_letters, const int8_t *case_of_first, const int8_t *case_of_letter,
                      const int8_t *case_of_other, bool *is_closed, int64_t *new_starts, int64_t *new_ends,
                      int64_t *new_words, int8_t *new_case, int8_t *new_indefinite, bool *new_allowed,
                      bool *new_linked, bool *new_short, bool *new_name_like, bool *new_clean, int64_t *new_window,
                      float *new_emphasis)
{
    if (window)
        for (int64_t piece = 0; piece < n_pieces; piece++)
            for (int64_t i = first[piece]; i < first[piece] + length[piece]; i++)
                if (window[i] >= 0)
                    is_closed[window[i]] = true;
    int64_t n = 0, shift = 0;
    for (int64_t piece = 0, i = 0; piece <= n_pieces; piece++) {
        for (int64_t end = piece < n_pieces ? first[piece] : n_words; i < end; i++, n++) {
            new_starts[n] = starts[i] + shift, new_ends[n] = ends[i] + shift;
            new_words[n] = words[i], new_case[n] = word_case[i];
            new_allowed[n] = is_allowed[i], new_linked[n] = is_linked[i], new_short[n] = is_short[i];
            new_name_like[n] = is_name_like[i], new_clean[n] = is_clean[i];
            if (indefinite)
                new_indefinite[n] = indefinite[i];
            if (window)
                new_window[n] = window[i] < 0 || is_closed[window[i]] ? -1 : window[i];
            if (emphasis)
                new_emphasis[n] = emphasis[i];
        }
        if (piece == n_pieces)
            break;
        int64_t begin = known_offsets[candidate[piece]], end = known_offsets[candidate[piece] + 1];
        if (piece + 2 * AHEAD < n_pieces) {
            /* Candidates are far apart in memory: those of the pieces to come are fetched meanwhile. */
            int64_t soon = known_offsets[candidate[piece + AHEAD]], later = candidate[piece + 2 * AHEAD];
            PREFETCH(known_starts + soon), PREFETCH(known_ends + soon), PREFETCH(known_words + soon);
            PREFETCH(known_letters + soon), PREFETCH(known_allowed + soon), PREFETCH(known_linked + soon);
            PREFETCH(known_indefinite + soon);
            PREFETCH(known_offsets + later), PREFETCH(known_begins + later);
        }
        /* A word loses its link to a replacement that does not begin with a word. */
        if (n && !known_begins[candidate[piece]])
            new_linked[n - 1] = false;
        for (int64_t w = begin; w < end; w++, n++) {
            const int8_t *case_of = w > begin ? case_of_other : known_letters[w] == 1 ? case_of_letter : case_of_first;
            new_starts[n] = spun_starts[piece] + known_starts[w], new_ends[n] = spun_starts[piece] + known_ends[w];
            new_words[n] = known_words[w], new_case[n] = case_of[casing[piece]];
            /* Not the word that begins what is replaced: "on the the the". */
            new_allowed[n] = known_allowed[w] && !(known_words[w] >= 0 && known_words[w] == words[i]);
            /* The last word keeps the link of the last word that is replaced. */
            new_linked[n] = known_linked[w] && (w + 1 < end || is_linked[i + length[piece] - 1]);
            new_short[n] = known_letters[w] < min_letters, new_name_like[n] = false, new_clean[n] = false;
            if (indefinite)
                new_indefinite[n] = known_indefinite[w];
            if (window)
                new_window[n] = -1;
            if (emphasis)
                new_emphasis[n] = emphasis[i];
        }
        i += length[piece];
        shift = spun_ends[piece] - piece_ends[piece];
    }
    return n;
}
