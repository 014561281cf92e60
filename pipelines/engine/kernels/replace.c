/* The words of the texts after a pass. */
#include <string.h>

#include "kernels.h"
#include "memory.h"

/* A description of the words before the pass and after it; null: there is none. */
typedef struct {
    const char *old;
    char *new;
    size_t size;
} column;

#define COLUMN(old, new) {(const char *)(old), (char *)(new), sizeof *(old)}
#define N_COLUMNS 10

/* candidate_words.CandidateWords.packed */
typedef struct {
    int32_t id, start, end, n_letters_and_flags;
} known_word;
#define ALLOWED 1
#define LINKED 2
#define INDEFINITE_SHIFT 2
#define RISING_SHIFT 4
#define LETTERS_SHIFT 6

static void copy_words(const column *columns, int64_t from, int64_t to, int64_t n)
{
    for (int i = 0; i < N_COLUMNS && n > 0; i++) {
        size_t size = columns[i].size;
        if (columns[i].old)
            memcpy(columns[i].new + (size_t)to * size, columns[i].old + (size_t)from * size, (size_t)n * size);
    }
}

static inline void move_words(const int32_t *restrict old, int32_t *restrict new, int64_t n, int32_t shift)
{
    for (int64_t i = 0; i < n; i++)
        new[i] = old[i] + shift;
}

/* No window has another swap if a word in it is replaced. */
static void use_up_windows(const int32_t *window, int64_t n_pieces, const int64_t *first, const int64_t *length,
                           bool *is_closed, int64_t n_new_words, int32_t *new_window)
{
    for (int64_t piece = 0; piece < n_pieces; piece++)
        for (int64_t i = first[piece]; i < first[piece] + length[piece]; i++)
            if (window[i] >= 0)
                is_closed[window[i]] = true;
    for (int64_t n = 0; n < n_new_words; n++)
        new_window[n] = new_window[n] < 0 || is_closed[new_window[n]] ? -1 : new_window[n];
}

int64_t replace_words(int64_t n_words, const int32_t *starts, const int32_t *ends, const int32_t *words,
                      const int8_t *word_case, const int8_t *indefinite, const bool *is_allowed,
                      const bool *is_linked, const bool *is_short, const bool *is_name_like, const bool *is_clean,
                      const int32_t *window, const float *emphasis, int64_t n_pieces, const int64_t *first,
                      const int64_t *length, const int64_t *n_new, const int64_t *piece_ends,
                      const int64_t *casing, const int64_t *spun_starts, const int64_t *spun_ends,
                      const int64_t *known_first, const bool *known_begins, const int32_t *known_words,
                      int64_t min_letters, const int8_t *case_of_first, const int8_t *case_of_letter,
                      const int8_t *case_of_other, const int8_t *case_of_other_letter, int64_t n_casings,
                      bool *is_closed, int32_t *new_starts, int32_t *new_ends, int32_t *new_words, int8_t *new_case,
                      int8_t *new_indefinite, bool *new_allowed, bool *new_linked, bool *new_short,
                      bool *new_name_like, bool *new_clean, int32_t *new_window, float *new_emphasis)
{
    const column columns[N_COLUMNS] = {
        COLUMN(words, new_words),
        COLUMN(word_case, new_case),
        COLUMN(indefinite, new_indefinite),
        COLUMN(is_allowed, new_allowed),
        COLUMN(is_linked, new_linked),
        COLUMN(is_short, new_short),
        COLUMN(is_name_like, new_name_like),
        COLUMN(is_clean, new_clean),
        COLUMN(window, new_window),
        COLUMN(emphasis, new_emphasis),
    };
    /* The words that stay. Where a replacement has as many words as it replaces, these are copied too, since few long
     * copies are faster than many short ones. */
    int64_t n = 0;
    int32_t shift = 0;
    for (int64_t piece = 0, i = 0, from = 0, to = 0; piece <= n_pieces; piece++) {
        int64_t end = piece < n_pieces ? first[piece] : n_words;
        move_words(starts + i, new_starts + n, end - i, shift);
        move_words(ends + i, new_ends + n, end - i, shift);
        n += end - i, i = end;
        if (piece == n_pieces || n_new[piece] != length[piece])
            copy_words(columns, from, to, i - from);
        if (piece == n_pieces)
            break;
        i += length[piece], n += n_new[piece];
        if (n_new[piece] != length[piece])
            from = i, to = n;
        shift = (int32_t)(spun_ends[piece] - piece_ends[piece]);
    }
    int64_t gain = 0; /* words that the pieces so far have added */
    for (int64_t piece = 0; piece < n_pieces; piece++) {
        int64_t i = first[piece], to = i + gain;
        const known_word *known = (const known_word *)known_words + known_first[piece];
        if (piece + AHEAD < n_pieces) /* Candidates are far apart in memory. */
            PREFETCH(known_words + 4 * known_first[piece + AHEAD]);
        /* A word loses its link to a replacement that does not begin with a word. */
        if (to && !known_begins[piece])
            new_linked[to - 1] = false;
        for (int64_t rank = 0; rank < n_new[piece]; rank++, to++) {
            known_word w = known[rank];
            int32_t n_letters = w.n_letters_and_flags >> LETTERS_SHIFT, rising = w.n_letters_and_flags >> RISING_SHIFT & 3;
            const int8_t *case_of = n_letters == 1 ? (rank ? case_of_other_letter + rising * n_casings : case_of_letter)
                                                   : (rank ? case_of_other + rising * n_casings : case_of_first);
            new_starts[to] = (int32_t)spun_starts[piece] + w.start, new_ends[to] = (int32_t)spun_starts[piece] + w.end;
            new_words[to] = w.id, new_case[to] = case_of[casing[piece]];
            /* Not the word that begins what is replaced: "on the the the". */
            new_allowed[to] = (w.n_letters_and_flags & ALLOWED) && !(w.id >= 0 && w.id == words[i]);
            /* The last word keeps the link of the last word that is replaced. */
            new_linked[to] = (w.n_letters_and_flags & LINKED) &&
                             (rank + 1 < n_new[piece] || is_linked[i + length[piece] - 1]);
            new_short[to] = n_letters < min_letters, new_name_like[to] = false, new_clean[to] = false;
            if (indefinite)
                new_indefinite[to] = (int8_t)(w.n_letters_and_flags >> INDEFINITE_SHIFT & 3);
            if (window)
                new_window[to] = -1;
            if (emphasis)
                new_emphasis[to] = emphasis[i];
        }
        gain += n_new[piece] - length[piece];
    }
    if (window)
        use_up_windows(window, n_pieces, first, length, is_closed, n, new_window);
    return n;
}
