/* The slots of a pass: units of the lexicon in the words, with their propensities. */
#include "kernels.h"
#include "likes.h"
#include "memory.h"
#include "units.h"

int64_t find_slots(int64_t n_texts, const int64_t *word_offsets, const int32_t *words, const bool *is_allowed,
                   const bool *is_short, const bool *is_linked, const bool *word_is_name_like, const bool *is_clean,
                   const float *emphasis, const bool *has_phrases, int64_t n_table_words, int64_t n_bits,
                   const uint32_t *of_words, const uint8_t *is_likely, const int32_t *first_step, const uint64_t *steps,
                   const float *propensities, int64_t n_entries, const int64_t *habit, const uint32_t *origins_of_units,
                   const uint32_t *origins_of_texts, const uint32_t *unit_marks, const uint32_t *taste_keys,
                   const int32_t *spread, const int32_t *bell, const float *factors, int64_t lowest_factor,
                   int64_t n_factors, const float *phrase_factor, const float *entity_factor, int64_t n_most,
                   int32_t *scratch, int32_t *text_index, int32_t *first, int32_t *length, int32_t *unit,
                   float *propensity, bool *is_name_like, int32_t *n_clean)
{
    trie table = {n_table_words, of_words, {n_bits, is_likely, first_step, steps}};
    unit_list units = {scratch, scratch + n_most, scratch + 2 * n_most, scratch + 3 * n_most, scratch + 4 * n_most};
    int64_t n_slots = 0;
    for (int64_t text = 0; text < n_texts; text++) {
        int64_t begin = word_offsets[text];
        word_list own = {word_offsets[text + 1] - begin, words + begin, is_allowed + begin, is_short + begin,
                         is_linked + begin};
        int64_t n_units = match_units(&table, &own, has_phrases[text], units);
        const float *habits = propensities + habit[text] * n_entries;
        for (int64_t i = 0; i < n_units; i++) {
            int64_t word = begin + units.first[i], u = units.entry[i];
            int32_t n_words_clean = is_clean[word];
            if (i + AHEAD < n_units) {
                int64_t soon = units.entry[i + AHEAD];
                PREFETCH(habits + soon);
                if (spread)
                    PREFETCH(unit_marks + soon);
                if (origins_of_units)
                    PREFETCH(origins_of_units + soon);
            }
            bool is_open = !origins_of_units || (origins_of_units[u] & origins_of_texts[text]) != 0;
            bool has_name = word_is_name_like[word];
            float value = habits[u];
            if (spread) {
                int64_t level = liking(unit_marks[u], taste_keys[text], spread[text], bell) - lowest_factor;
                value *= factors[level < 0 ? 0 : level >= n_factors ? n_factors - 1 : level];
            }
            for (int64_t j = 1; j < units.length[i]; j++)
                has_name |= word_is_name_like[word + j], n_words_clean += is_clean[word + j];
            value *= units.length[i] > 1 ? phrase_factor[text] : 1;
            value *= has_name ? entity_factor[text] : 1;
            if (emphasis)
                value *= emphasis[word];
            text_index[n_slots] = (int32_t)text, first[n_slots] = (int32_t)word;
            length[n_slots] = units.length[i], unit[n_slots] = units.entry[i];
            propensity[n_slots] = value, is_name_like[n_slots] = has_name;
            n_clean[n_slots] = n_words_clean;
            n_slots += is_open & (value > 0);
        }
    }
    return n_slots;
}
