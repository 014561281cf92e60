/* The units in the words of a text: phrases first, leftmost and longest, then the remaining single words. */
#include "phrases.h"

/* phrases.Trie */
typedef struct {
    int64_t n_words;
    const uint32_t *of_words;
    int_table steps; /* values: the next state and, above 32 bits, the entry that ends there plus 1 */
} trie;

typedef struct {
    int64_t n;
    const int32_t *ids;
    const bool *is_allowed, *is_short, *is_linked;
} word_list;

/* Units in order of place, and the phrases among them; each array has an item for each word of the text. */
typedef struct {
    int32_t *first, *length, *entry, *phrase, *phrase_length;
} unit_list;

/* Matches the phrases that begin at the first n_likely words of units.phrase; returns their number. The entry of a phrase
 * takes the place of that of its first word. */
static inline int64_t match_phrases(const trie *t, const word_list *w, int64_t n_likely, unit_list units)
{
    int64_t reached = 0, n_phrases = 0;
    for (int64_t j = 0; j < n_likely; j++) {
        int64_t begin = units.phrase[j], depth = 1, n_found = 0;
        uint64_t found = 0, state = (uint64_t)w->ids[begin];
        if (begin < reached)
            continue;
        for (; begin + depth < w->n && w->is_linked[begin + depth - 1]; depth++) {
            int64_t next = begin + depth;
            if (!w->is_allowed[next] || w->ids[next] < 0)
                break;
            uint64_t key = key_of_step(t->n_words, (int64_t)(uint32_t)state, w->ids[next]);
            /* The first step is known to be likely. */
            if (depth > 1 && !is_likely_key(&t->steps, key))
                break;
            state = find_value(&t->steps, key);
            if (state == NOT_FOUND)
                break;
            if (state >> 32)
                found = state >> 32, n_found = depth + 1;
        }
        if (!found)
            continue;
        units.entry[begin] = (int32_t)found - 1, reached = begin + n_found;
        units.phrase[n_phrases] = (int32_t)begin, units.phrase_length[n_phrases] = (int32_t)n_found;
        n_phrases++;
    }
    return n_phrases;
}

/* Returns the number of units. */
static inline int64_t match_units(const trie *t, const word_list *w, bool phrases, unit_list units)
{
    int64_t n_starts = 0, n_likely = 0, n_phrases = 0, n_units = 0;
    uint32_t before = 0; /* 1: a phrase may begin at the word before */
    /* The entry of each single word, and the words where phrases may begin. A list grows by a sum instead of a branch,
     * which would be predicted wrongly for every second word. */
    for (int64_t i = 0; i < w->n; i++) {
        uint32_t own = t->of_words[w->is_allowed[i] && w->ids[i] >= 0 ? w->ids[i] : t->n_words];
        units.entry[i] = ((int32_t)(own >> 2) - 1) | -(int32_t)w->is_short[i];
        units.phrase[n_starts] = (int32_t)i - 1;
        n_starts += before & own & SECOND;
        before = own / FIRST & w->is_linked[i];
    }
    if (phrases) {
        for (int64_t j = 0; j < n_starts; j++) {
            int32_t i = units.phrase[j];
            units.phrase[n_likely] = i;
            n_likely += is_likely_key(&t->steps, key_of_step(t->n_words, w->ids[i], w->ids[i + 1]));
        }
        for (int64_t j = 0; j < n_likely; j++) {
            int32_t i = units.phrase[j];
            PREFETCH(first_row_of(&t->steps, key_of_step(t->n_words, w->ids[i], w->ids[i + 1])));
        }
        n_phrases = match_phrases(t, w, n_likely, units);
    }
    for (int64_t j = 0, i = 0; j <= n_phrases; j++) {
        for (int64_t end = j < n_phrases ? units.phrase[j] : w->n; i < end; i++) {
            int32_t found = units.entry[i];
            units.first[n_units] = (int32_t)i, units.length[n_units] = 1, units.entry[n_units] = found;
            n_units += found >= 0;
        }
        if (j < n_phrases) {
            units.first[n_units] = (int32_t)i, units.length[n_units] = units.phrase_length[j];
            units.entry[n_units] = units.entry[i];
            n_units++, i += units.phrase_length[j];
        }
    }
    return n_units;
}
