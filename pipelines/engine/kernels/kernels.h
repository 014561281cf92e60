/* The kernels: the loops that arrays take several passes for. Each gives exactly what the function on
 * arrays gives that calls it, named beside it; that function's docstring says what the arguments are. Where nothing
 * else is said, a kernel returns the number of items that it has worked on. `library.py` reads these prototypes: a
 * pointer is an array of that type, const if it is only read, null if it is not needed. */
#include <stdbool.h>
#include <stdint.h>

/* tokens.find_tokens; no more than n_most tokens are written, and null arrays with 0 for it count them; returns the number
 * of tokens, or -1 - point for a code point that has no class yet */
int64_t find_tokens(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const uint8_t *classes,
                    int64_t n_most, int64_t *starts, int64_t *ends, bool *has_clitic, int64_t *token_offsets);

/* gaps.describe_gaps */
int64_t describe_gaps(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const int64_t *token_offsets,
                      const int64_t *starts, const int64_t *ends, const uint8_t *classes, uint8_t *gaps);

/* vocabulary._describe_letters of words in ASCII; what it gives of the others has no meaning, but for is_ascii */
int64_t describe_letters(int64_t n_words, const uint8_t *data, const int64_t *offsets, uint8_t *lower, int8_t *word_case,
                         int64_t *n_letters, bool *has_digit, bool *is_ascii);

/* phrases.find_words, but for other_ids */
int64_t find_words(int64_t n_words, const uint8_t *data, const int64_t *offsets, int64_t short_bits,
                   const uint8_t *short_likely, const int32_t *short_first, const uint64_t *short_rows,
                   int64_t long_bits, const uint8_t *long_likely, const int32_t *long_first,
                   const uint64_t *long_rows, const uint8_t *table_data, const int64_t *table_offsets, int64_t *found);

/* masks.is_address, masks.is_quotation and masks.is_hyphenated */
int64_t find_addresses(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const int64_t *token_offsets,
                       const int64_t *starts, bool *is_address);
int64_t find_quotations(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const int64_t *token_offsets,
                        const int64_t *starts, const int64_t *ends, bool *is_quotation);
int64_t find_hyphenated(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const int64_t *token_offsets,
                        const int64_t *starts, const int64_t *ends, bool *is_hyphenated);

/* gaps.find_byte; no more than n_most positions are written; returns the number of all */
int64_t find_byte(int64_t n_bytes, const uint8_t *data, int64_t byte, int64_t n_most, int64_t *positions);

/* masks.is_name; inside_of and small_of are scratch, an item for each word in lower case, all 0 */
int64_t find_name_like(int64_t n_texts, const int64_t *token_offsets, const int64_t *ids, const uint8_t *gaps,
                       const int8_t *word_case, const bool *is_abbreviation, const int64_t *lower_ids,
                       const bool *doubtful, int32_t *inside_of, int32_t *small_of, int64_t *scratch, bool *is_name);

/* title_lines.is_in_title_line; is_longer and has_capital are of the distinct words */
int64_t find_title_lines(int64_t n_words, const int64_t *ids, const uint8_t *gaps, const bool *is_longer,
                         const bool *has_capital, bool *is_title);

/* glossary.is_listed */
int64_t mark_listed(int64_t n_texts, const int64_t *token_offsets, const int64_t *words, int64_t n_table_words,
                    const uint8_t *roles, const int32_t *single_entries, const int32_t *entries, int64_t n_bits,
                    const uint8_t *is_likely, const int32_t *first_step, const uint64_t *steps, bool *listed);

/* origins.steps_of_sets */
int64_t steps_of_sets(int64_t n_texts, const int16_t *steps, int64_t n_sets, const uint16_t *origin_sets,
                      int64_t excluded, int16_t *found);

/* pass_state.choice_bits; pass_keys are those of the texts in the pass */
int64_t choice_bits(int64_t n_slots, const int64_t *text_index, const int64_t *first, const int64_t *unit,
                    const int64_t *word_offsets, const uint64_t *keys, const uint64_t *pass_keys, const double *share,
                    int64_t choice, int64_t shared_choice, int64_t unit_places, uint64_t *bits);

/* rows.sort_rows; ends are scratch, 0 for each unit, and keys have twice as many items as there are rows; returns the
 * number of rows that are not apart */
int64_t sort_rows(int64_t n_rows, const int32_t *unit, const uint16_t *weight, const int32_t *candidate,
                  const bool *is_apart, int64_t n_units, int32_t *ends, uint64_t *keys, int32_t *order, int32_t *apart,
                  int64_t *counts, int64_t *counts_apart);

/* index.Rows._gather */
int64_t gather_rows(int64_t n, const int32_t *order, const int32_t *candidate, const int32_t *candidate_ids,
                    const uint16_t *weight, const uint16_t *origins, const int16_t *set_numbers, const int8_t *origin,
                    const int8_t *kind, const uint8_t *zipf, int32_t *candidate_of, uint16_t *weight_of,
                    int16_t *set_of, int8_t *origin_of, int8_t *kind_of, uint8_t *zipf_of);

/* rows.keep_rows; numbers are scratch, an item for each unit, and has_rows are all 0 */
int64_t keep_rows(int64_t n_rows, const bool *kept, const int32_t *unit, const int32_t *candidate,
                  const uint16_t *weight, const int8_t *origin, const int8_t *kind, const uint16_t *origins,
                  const uint8_t *zipf, const bool *agrees, int64_t n_units, bool *has_rows, int32_t *numbers,
                  int32_t *unit_of, int32_t *candidate_of, uint16_t *weight_of, int8_t *origin_of, int8_t *kind_of,
                  uint16_t *origins_of, uint8_t *zipf_of, bool *agrees_of);

/* rows.weigh_rows; steps are scratch, an item for each row */
int64_t weigh_rows(int64_t n_rows, const int32_t *unit, const uint16_t *weight, const uint16_t *origins,
                   const uint8_t *zipf, const int32_t *by_weight, const int32_t *by_origins, const int32_t *by_zipf,
                   int64_t most_below, const uint16_t *weights, int32_t *steps, uint16_t *weight_of);

/* choose.choose_by_weight */
int64_t choose_by_weight(int64_t n_slots, const uint64_t *bits, const int64_t *starts, const uint32_t *totals,
                         const uint16_t *weight, int64_t *row);

/* choose.choose_by_score; scratch has an item for each candidate of the slot with most of them */
int64_t choose_by_score(int64_t n_slots, const uint64_t *bits, const int64_t *starts, const int64_t *ends,
                        const int64_t *text_index, const uint64_t *packed_rows, const int16_t *by_set,
                        const int64_t *set_offsets, const uint32_t *taste_keys, const int32_t *spread,
                        const int32_t *frequency, const int32_t *bell, const uint32_t *weights, int64_t n_weights,
                        int32_t *scratch, int64_t *row);

/* slots.find_slots; scratch has five items for each of the n_most words of the longest text; returns the number of slots */
int64_t find_slots(int64_t n_texts, const int64_t *word_offsets, const int32_t *words, const bool *is_allowed,
                   const bool *is_short, const bool *is_linked, const bool *word_is_name_like, const bool *is_clean,
                   const float *emphasis, const bool *has_phrases, int64_t n_table_words, int64_t n_bits,
                   const uint32_t *of_words, const uint8_t *is_likely, const int32_t *first_step, const uint64_t *steps,
                   const float *propensities, int64_t n_entries, const int64_t *habit, const uint32_t *origins_of_units,
                   const uint32_t *origins_of_texts, const uint32_t *unit_marks, const uint32_t *taste_keys,
                   const int32_t *spread, const int32_t *bell, const float *factors, int64_t lowest_factor,
                   int64_t n_factors, const float *phrase_factor, const float *entity_factor, int64_t n_most,
                   int32_t *scratch, int32_t *text_index, int32_t *first, int32_t *length, int32_t *unit,
                   float *propensity, bool *is_name_like, int32_t *n_clean);

/* pass_state.rank_waits; without `share` the starts of units are null */
int64_t rank_waits(int64_t n_slots, const int32_t *text_index, const int32_t *first, const int32_t *unit,
                   const float *propensity, const uint32_t *starts, const uint32_t *luck_starts,
                   const uint32_t *unit_starts, const uint32_t *chances, const float *wait_at,
                   const float *wait_slope, uint32_t *waits);

/* swaps._close_windows; n_covered and start count the words that a swap covers; returns the number of open swaps in
 * windows */
int64_t close_windows(int64_t n_swaps, const int32_t *text_index, const int32_t *start, const int32_t *n_covered,
                      const int32_t *n_clean, const uint32_t *waits, const int64_t *every, const bool *is_clean,
                      const int32_t *window, bool *is_open);

/* swaps._restores_clean; returns the number of swaps that restore the clean text */
int64_t restores_clean(int64_t n_swaps, const int64_t *start, const int64_t *end, const int64_t *n_clean,
                       const int64_t *row, const int32_t *word_starts, const int32_t *word_ends, int64_t n_edits,
                       const int64_t *after_starts, const int64_t *after_ends, const int64_t *edit_units,
                       const int32_t *candidates, const int32_t *candidate_units, bool *restores);

/* pieces._slot_pieces, with current_words.matching_casing; of each swap, one piece */
int64_t cut_pieces(int64_t n_swaps, const int64_t *first, const int64_t *n_words, const int64_t *row,
                   const int32_t *candidates, const int32_t *word_starts, const int32_t *word_ends,
                   const int32_t *words, const int8_t *word_case, const bool *is_small, int64_t *starts, int64_t *ends,
                   int64_t *candidate, int64_t *casing);

/* pick.pick_by_budgets; scratch has two items for each slot */
int64_t pick_by_budgets(int64_t n_slots, const uint32_t *waits, const int32_t *text_index, const int32_t *n_clean,
                        const int32_t *n_covered, const bool *is_open, const int64_t *clean_budget,
                        const int64_t *again_budget, uint64_t *scratch, bool *picked);

/* replace.replace_words, without their offsets; is_closed is the scratch of windows, all false */
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
                      bool *new_name_like, bool *new_clean, int32_t *new_window, float *new_emphasis);

/* splice.splice */
int64_t splice_texts(int64_t n_texts, const uint8_t *data, const int64_t *offsets, int64_t n_spans,
                     const int64_t *starts, const int64_t *ends, const int64_t *text_index, const uint8_t *new_data,
                     const int64_t *new_offsets, const int64_t *chosen, uint8_t *spun, int64_t *spun_offsets, int64_t *spun_starts,
                     int64_t *spun_ends);

/* splice.cut_out; `offsets` has one item more than there are spans */
int64_t cut_out(int64_t n_spans, const uint8_t *data, const int64_t *starts, const int64_t *ends,
                const int64_t *offsets, uint8_t *copied);

/* splice.differs; returns the number of strings that do */
int64_t differs(int64_t n_strings, const uint8_t *data, const int64_t *starts, const int64_t *ends,
                const uint8_t *other_data, const int64_t *other_starts, const int64_t *other_ends, bool *is_different);

/* splice.in_code_points */
int64_t count_points(int64_t n_spans, const uint8_t *data, const int64_t *offsets, const int64_t *text_index,
                     const int64_t *starts, const int64_t *ends, int32_t *start_points, int32_t *end_points);

/* compose.compose; returns the number of edits */
int64_t compose(int64_t n_earlier, const int64_t *text_e, const int64_t *before_start_e, const int64_t *before_end_e,
                const int64_t *after_start_e, const int64_t *after_end_e, const int64_t *n_clean_e,
                const int64_t *passes_e, const int64_t *row_e, const bool *is_name_like_e, const int64_t *unit_e,
                int64_t n_later, const int64_t *text_l, const int64_t *before_start_l, const int64_t *before_end_l,
                const int64_t *after_start_l, const int64_t *after_end_l, const int64_t *n_clean_l,
                const int64_t *passes_l, const int64_t *row_l, const bool *is_name_like_l, const int64_t *unit_l,
                int64_t *text, int64_t *before_start, int64_t *before_end, int64_t *after_start, int64_t *after_end,
                int64_t *n_clean, int64_t *passes, int64_t *row, bool *is_name_like, int64_t *unit);

/* vocabulary.number_strings; returns the number of distinct strings, or -1 if memory ends */
int64_t number_strings(int64_t n_bytes, const uint8_t *data, int64_t n_strings, const int64_t *starts,
                       const int64_t *ends, int64_t *ids, int64_t *distinct);

/* draw.windows_of */
int64_t windows_of(int64_t n_texts, const int64_t *counts, const int64_t *lengths, const int64_t *shifts,
                   int64_t *windows);

/* quality.corpus.word_hashes.hash_words; `text` is scratch, eight items more than the longest text has bytes; `hashes` has
 * an item for every two bytes and one for each text; returns the number of words */
int64_t hash_words(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const uint8_t *folded, int64_t base,
                   uint8_t *text, uint64_t *hashes, int64_t *word_offsets);

/* quality.corpus.near.sketch_texts, the bands one after the other; `filled` has an item for each bin, whose
 * number is a power of 2 */
int64_t sketch_texts(int64_t n_texts, const uint64_t *hashes, const int64_t *word_offsets, int64_t base,
                     int64_t n_shingle, int64_t n_bins, int64_t n_bands, int64_t band_width, uint64_t *texts,
                     uint32_t *signatures, uint32_t *filled, uint64_t *bands);

/* quality.corpus.surface.count_surface; `counts` are 0, n_counts for each text */
int64_t count_surface(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const uint32_t *classes,
                      int64_t n_counts, int64_t *counts);

/* quality.pairs.texts.TextBytes.positions */
int64_t find_positions(int64_t n_points, const uint8_t *data, const int64_t *offsets, const int64_t *points_before,
                       const int64_t *rows, const int64_t *points, int64_t *positions);

/* quality.pairs.replay._compare, of edits that are in order and in their texts */
int64_t replay_edits(int64_t n_rows, const uint8_t *clean, const int64_t *clean_offsets, const uint8_t *spun,
                     const int64_t *spun_offsets, int64_t n_edits, const int64_t *owners, const int64_t *clean_starts,
                     const int64_t *clean_ends, const int64_t *spun_starts, const int64_t *spun_ends,
                     const uint8_t *originals, const int64_t *original_offsets, const int64_t *original_ids,
                     const uint8_t *replacements, const int64_t *replacement_offsets, const int64_t *replacement_ids,
                     bool *kept_same, bool *originals_match, bool *replacements_match);

/* quality.pairs.names.count_longer_words; what it gives of lines that are not in ASCII has no meaning */
int64_t count_longer_words(int64_t n_lines, const uint8_t *data, const int64_t *starts, const int64_t *ends,
                           int64_t min_letters, int64_t *n_words, int64_t *n_capitals, bool *is_ascii);

/* quality.pairs.protected._find_runs; text_starts and text_ends are of the text of each mark */
int64_t find_runs(int64_t n_marks, const uint8_t *data, const int64_t *marks, const int64_t *text_starts,
                  const int64_t *text_ends, int64_t *lows, int64_t *highs);

/* detector.word_stream._describe_words; `gap_of_byte` has an item for each value of a byte */
int64_t read_stream(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const int64_t *token_offsets,
                    const int64_t *starts, const int64_t *ends, const uint8_t *gap_of_byte, const uint64_t *factors,
                    uint64_t *keys, int64_t *text_index, int64_t *start_points, int64_t *end_points, uint8_t *gaps,
                    int64_t *lengths, bool *is_capital, bool *is_number);

/* detector.ngrams.read_ngrams; the gap of the first word is START */
int64_t join_ngrams(int64_t n_words, const uint64_t *keys, const uint8_t *gaps, const uint64_t *borders,
                    const uint64_t *factors, const uint64_t *places, int64_t skipped, uint64_t *left, uint64_t *right,
                    uint64_t *before, uint64_t *middle, uint64_t *behind, uint64_t *around, uint64_t *left_skip,
                    uint64_t *right_skip);

/* detector.count_table.count_keys, of keys in order: the number of distinct ones; then the most frequent one of each of
 * 2 ** n_bits slots, with its count, and their number */
int64_t count_distinct(int64_t n_keys, const uint64_t *keys);
int64_t choose_frequent(int64_t n_keys, const uint64_t *keys, int64_t n_bits, uint64_t *chosen, int64_t *counts);

/* detector.count_table.CountTable.logs */
int64_t look_up_counts(int64_t n_keys, const uint64_t *keys, int64_t n_bits, const uint16_t *slots,
                       const float *log_counts, float *logs);

/* detector.swap_habits._count_slots, added to `counts` */
int64_t count_slots(int64_t n_keys, const uint64_t *keys, int64_t n_bits, const uint8_t *kinds, int64_t n_kinds,
                    uint32_t *counts);

/* detector.swap_habits._look_up */
int64_t look_up_habits(int64_t n_keys, const uint64_t *keys, int64_t n_bits, const uint8_t *table,
                       const float *count_of_level, const bool *is_hidden, const bool *is_beside_hidden, float *swapped,
                       float *stays, float *clean);

/* detector.embeddings.Embeddings.numbers, and the products of vectors; `sum` and `rest` have an item for each dimension */
int64_t find_numbers(int64_t n_keys, const uint64_t *keys, int64_t n_bits, const uint32_t *ids, int64_t *numbers);
int64_t multiply_rows(int64_t n_words, int64_t n_dimensions, const float *vectors, const int64_t *numbers,
                      const float *others, const int64_t *other_numbers, float *products);
int64_t multiply_topics(int64_t n_words, int64_t n_dimensions, const float *vectors, const int64_t *numbers,
                        int64_t n_sentences, const int64_t *starts, double *sum, float *rest, float *products,
                        float *squares);

/* detector.embeddings._join_window; returns the number of pairs */
int64_t join_window(int64_t n_texts, const int64_t *offsets, const int64_t *numbers, int64_t window, int64_t factor,
                    uint32_t *joined);

/* detector.embeddings._count_pairs, of numbers in order; returns how many stand `least` times or more */
int64_t count_runs(int64_t n_numbers, const uint32_t *numbers, int64_t least, uint32_t *kept, float *counts);

/* detector.gradients.Gradients._take; each row of `scaled` has an item more; and its _stop */
int64_t take_rows(int64_t n_chosen, int64_t n_features, int64_t n_labels, const uint8_t *values, const bool *labels,
                  const int32_t *chosen, const float *gain, const float *shift, float *scaled, float *taken);
int64_t stop_slopes(int64_t n_slopes, const float *outputs, float *slopes);

/* detector.network._run_layer; n is a multiple of 32 */
int64_t run_layer(int64_t n_out, int64_t n_in, int64_t n, const float *weights, const float *biases,
                  const float *inputs, int64_t is_last, float *outputs);

/* detector.half_rows.as_rows and as_columns, halves seen as integers; infinite for what is beyond them, but no NaN */
int64_t narrow_columns(int64_t n_rows, int64_t n_features, const float *columns, uint16_t *halves);
int64_t widen_rows(int64_t n_rows, int64_t n_features, const uint16_t *halves, float *columns);

/* detector.training_rows._encode of rows in half precision, seen as integers */
int64_t encode_rows(int64_t n_chosen, int64_t n_features, const uint16_t *halves, const int64_t *chosen,
                    const float *lows, const float *steps, int64_t most, uint8_t *codes);

/* quality.corpus.integers.number_integers; `ids` may be null; returns the number of distinct integers, or -1 if memory
 * ends */
int64_t number_integers(int64_t n, const uint64_t *values, int64_t *ids, int64_t *firsts);

/* strings.hashes.hash_strings; `key` has two items */
int64_t hash_strings(int64_t n_strings, const uint8_t *data, const int64_t *offsets, const uint64_t *key,
                     uint64_t *hashes);

/* duplicates.sketch._hash_words: SipHash of each word, with capitals of ASCII folded; `others` get the numbers of the words
 * with bytes above ASCII, whose hashes are of no use; returns their number */
int64_t hash_folded_words(int64_t n_bytes, const uint8_t *data, int64_t n_words, const int64_t *starts,
                          const int64_t *ends, const uint64_t *key, uint64_t *hashes, int64_t *others);

/* duplicates.sketch._hash_runs; the run of a text without words is 0; `shingles` has an item for each word and text */
int64_t hash_shingles(int64_t n_texts, const uint64_t *words, const int64_t *word_offsets, int64_t n_words,
                      int64_t order, uint64_t *shingles, int64_t *offsets);

/* duplicates.low_bytes.count_equal; `ours` and `theirs` have n_columns for each row */
int64_t count_equal_columns(int64_t n_pairs, int64_t n_columns, const uint8_t *ours, const int64_t *left,
                            const uint8_t *theirs, const int64_t *right, int64_t *counts);

/* strings.points.count_points */
int64_t count_text_points(int64_t n_texts, const uint8_t *data, const int64_t *offsets, int64_t *counts);

/* strings.spaces.join_spaces; `joined` has an item for each byte; returns the bytes used */
int64_t join_spaces(int64_t n_texts, const uint8_t *data, const int64_t *offsets, uint8_t *joined,
                    int64_t *joined_offsets);
