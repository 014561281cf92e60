/* Runs of words as hashes. */
#include "kernels.h"

int64_t hash_shingles(int64_t n_texts, const uint64_t *words, const int64_t *word_offsets, int64_t n_words,
                      int64_t order, uint64_t *shingles, int64_t *offsets)
{
    int64_t n = 0;
    offsets[0] = 0;
    for (int64_t text = 0; text < n_texts; text++) {
        int64_t first = word_offsets[text], end = word_offsets[text + 1];
        int64_t length = end - first < n_words ? end - first : n_words;
        do {
            uint64_t run = 0;
            for (int64_t place = 0; place < length; place++)
                run = run * (uint64_t)order + words[first + place];
            shingles[n++] = run;
        } while (++first + length <= end && length);
        offsets[text + 1] = n;
    }
    return n;
}
