/* The slots of a pass: units of the lexicon in the words, with their propensities. */
#include "kernels.h"
#include "likes.h"
#include "memory.h"
#include "phrases.h"

int64_t find_units(int64_t n_words, const int64_t *words, const bool *is_allowed, const bool *is_short,
                   const bool *is_linked, int64_t phrases, int64_t n_table_words, const uint8_t *roles,
                   const int64_t *single_entries, const int64_t *entries, int64_t n_steps, const int64_t *step_keys,
                   const int64_t *step_values, const int32_t *first_key, const bool *is_likely, int64_t n_bits,
                   int64_t most_alike, int64_t *scratch, int64_t *first, int64_t *length, int64_t *entry)
{
    int_table steps = {n_steps, step_keys, step_values, first_key, is_likely, n_bits, most_alike};
    int64_t *phrase = scratch, *phrase_length = scratch + n_words, n_phrases = 0, n_starts = 0, n_units = 0;
    uint8_t role = 0;
    bool is_linked_before = false;
    /* The entry of each single word, and the words where phrases may begin. A list grows by a sum instead of a branch,
     * which would be predicted wrongly for every second word. */
    for (int64_t i = 0; i < n_words; i++) {
        int64_t word = is_allowed[i] && words[i] >= 0 ? words[i] : n_table_words;
        uint8_t own = roles[word];
        entry[i] = single_entries[word] | -(int64_t)is_short[i];
        phrase[n_starts] = i - 1;
        n_starts += (role / FIRST) & own & (uint8_t)is_linked_before;
        role = own, is_linked_before = is_linked[i];
    }
    if (!phrases)
        n_starts = 0;
    int64_t n_likely = 0;
    for (int64_t j = 0; j < n_starts; j++) {
        int64_t i = phrase[j];
        phrase[n_likely] = i;
        n_likely += is_likely[place_of(&steps, key_of_step(n_table_words, words[i], words[i + 1]))];
    }
    int64_t reached = 0;
    for (int64_t j = 0; j < n_likely; j++) {
        int64_t begin = phrase[j], found = -1, n_found = 0, depth = 1;
        if (begin < reached)
            continue;
        for (int64_t state = words[begin]; begin + depth < n_words && is_linked[begin + depth - 1]; depth++) {
            int64_t next = begin + depth;
            state = is_allowed[next] && words[next] >= 0 ? step(&steps, n_table_words, state, words[next]) : -1;
            if (state < 0)
                break;
            if (entries[state] >= 0)
                found = entries[state], n_found = depth + 1;
        }
        if (found < 0)
            continue;
        entry[begin] = found, reached = begin + n_found;
        phrase[n_phrases] = begin, phrase_length[n_phrases] = n_found;
        n_phrases++;
    }
    for (int64_t j = 0, i = 0; j <= n_phrases; j++) {
        for (int64_t end = j < n_phrases ? phrase[j] : n_words; i < end; i++) {
            int64_t found = entry[i];
            first[n_units] = i, length[n_units] = 1, entry[n_units] = found;
            n_units += found >= 0;
        }
        if (j < n_phrases) {
            first[n_units] = i, length[n_units] = phrase_length[j], entry[n_units] = entry[i];
            n_units++, i += phrase_length[j];
        }
    }
    return n_units;
}

int64_t weigh_units(int64_t n_units, const int64_t *first, const int64_t *length, const int64_t *entry,
                    const int64_t *word_offsets, const bool *word_is_name_like, const float *emphasis,
                    const float *propensities, int64_t n_entries, const int64_t *habit, const bool *has_candidates,
                    const uint32_t *origins_of_units, const uint32_t *origins_of_texts, const uint32_t *unit_marks,
                    const uint32_t *taste_keys, const int32_t *spread, const int32_t *bell, const float *factors,
                    int64_t lowest_factor, int64_t n_factors, const float *phrase_factor, const float *entity_factor,
                    int64_t *text_index, int64_t *slot_first, int64_t *slot_length, int64_t *unit, float *propensity,
                    bool *is_name_like)
{
    int64_t n_slots = 0, text = 0;
    for (int64_t i = 0; i < n_units; i++) {
        int64_t word = first[i], u = entry[i];
        while (word >= word_offsets[text + 1])
            text++;
        if (i + AHEAD < n_units) {
            int64_t soon = entry[i + AHEAD];
            PREFETCH(propensities + habit[text] * n_entries + soon);
            if (spread)
                PREFETCH(unit_marks + soon);
            if (origins_of_units)
                PREFETCH(origins_of_units + soon);
        }
        bool is_open = true, has_name = word_is_name_like[word];
        if (has_candidates)
            is_open = has_candidates[i];
        if (origins_of_texts)
            is_open = (origins_of_units[u] & origins_of_texts[text]) != 0;
        float value = propensities[habit[text] * n_entries + u];
        if (spread) {
            int64_t level = liking(unit_marks[u], taste_keys[text], spread[text], bell) - lowest_factor;
            value *= factors[level < 0 ? 0 : level >= n_factors ? n_factors - 1 : level];
        }
        for (int64_t j = 1; j < length[i]; j++)
            has_name |= word_is_name_like[word + j];
        value *= length[i] > 1 ? phrase_factor[text] : 1;
        value *= has_name ? entity_factor[text] : 1;
        if (emphasis)
            value *= emphasis[word];
        text_index[n_slots] = text, slot_first[n_slots] = word, slot_length[n_slots] = length[i];
        unit[n_slots] = u, propensity[n_slots] = value, is_name_like[n_slots] = has_name;
        n_slots += is_open & (value > 0);
    }
    return n_slots;
}
