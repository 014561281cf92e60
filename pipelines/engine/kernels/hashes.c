/* The words of texts as hashes, and sketches of texts from them. */
#include <string.h>

#include "bits.h"
#include "kernels.h"
#include "mix.h"

#define PART 8

/* The polynomial of eight bytes. */
static inline uint64_t sum_of(uint64_t part, const uint64_t *powers)
{
    uint64_t sum = 0;
    for (int i = 0; i < PART; i++)
        sum += (part >> 8 * i & 0xFF) * powers[i];
    return sum;
}

/* The number of bytes before the first one that is 0, of eight. */
static inline int length_of(uint64_t part)
{
    const uint64_t lowest = 0x0101010101010101ull;
    uint64_t zeros = (part - lowest) & ~part & lowest << 7;
    return zeros ? lowest_bit(zeros) / 8 : PART;
}

int64_t hash_words(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const uint8_t *folded, int64_t base,
                   uint8_t *text, uint64_t *hashes, int64_t *word_offsets)
{
    uint64_t powers[PART + 1] = {1};
    for (int i = 0; i < PART; i++)
        powers[i + 1] = powers[i] * (uint64_t)base;
    int64_t n = 0;
    word_offsets[0] = 0;
    for (int64_t i = 0; i < n_texts; i++) {
        int64_t length = offsets[i + 1] - offsets[i], size = length + PART;
        for (int64_t at = 0; at < length; at++)
            text[at] = folded[data[offsets[i] + at]];
        memset(text + length, 0, PART);
        /* Parts of words, and gaps, of eight bytes at once: a branch for each byte would often be mispredicted. */
        for (int64_t at = 0; at < length;) {
            uint64_t part = read_bytes(text, size, at, PART);
            if (!(part & 0xFF)) {
                at += part ? lowest_bit(part) / 8 : PART;
                continue;
            }
            uint64_t sum = 0, power = 1;
            for (int n_bytes = PART; n_bytes == PART; part = read_bytes(text, size, at, PART), power *= powers[PART]) {
                n_bytes = length_of(part);
                if (n_bytes < PART)
                    part &= ((uint64_t)1 << 8 * n_bytes) - 1;
                sum += sum_of(part, powers) * power;
                at += n_bytes;
            }
            hashes[n++] = mix(sum);
        }
        word_offsets[i + 1] = n;
    }
    return n;
}

/* The hash of the words of a text in order. */
static uint64_t hash_sequence(const uint64_t *hashes, int64_t n_words)
{
    uint64_t sum = 0;
    for (int64_t i = 0; i < n_words; i++)
        sum += mix(hashes[i] + mix((uint64_t)i));
    return mix(sum);
}

static void keep_least(uint32_t *bins, uint64_t shingle, int shift)
{
    uint32_t least = (uint32_t)shingle == UINT32_MAX ? UINT32_MAX - 1 : (uint32_t)shingle;
    uint32_t *bin = bins + (shingle >> shift), kept = *bin;
    *bin = least < kept ? least : kept; /* without a branch, which could not be predicted */
}

/* The bin that an empty bin borrows from. */
static uint32_t borrow(const uint32_t *bins, int64_t n_bins, int64_t bin)
{
    for (uint64_t attempt = 1;; attempt++) {
        uint32_t lent = bins[mix((uint64_t)n_bins * attempt + (uint64_t)bin) & (uint64_t)(n_bins - 1)];
        if (lent != UINT32_MAX)
            return lent;
    }
}

int64_t sketch_texts(int64_t n_texts, const uint64_t *hashes, const int64_t *word_offsets, int64_t base,
                     int64_t n_shingle, int64_t n_bins, int64_t n_bands, int64_t band_width, uint64_t *texts,
                     uint32_t *signatures, uint32_t *filled, uint64_t *bands)
{
    int shift = 64;
    for (int64_t size = n_bins; size > 1; size >>= 1)
        shift--;
    for (int64_t text = 0; text < n_texts; text++) {
        const uint64_t *words = hashes + word_offsets[text];
        int64_t n_words = word_offsets[text + 1] - word_offsets[text];
        uint32_t *bins = signatures + text * n_bins;
        texts[text] = hash_sequence(words, n_words);
        memset(bins, 0xFF, (size_t)n_bins * sizeof *bins);
        if (n_words > 0 && n_words < n_shingle)
            keep_least(bins, texts[text], shift);
        for (int64_t first = 0; first + n_shingle <= n_words; first++) {
            uint64_t window = 0;
            for (int64_t place = 0; place < n_shingle; place++)
                window = window * (uint64_t)base + words[first + place];
            keep_least(bins, mix(window), shift);
        }
        for (int64_t bin = 0; bin < n_bins; bin++)
            if (n_words == 0)
                filled[bin] = (uint32_t)texts[text];
            else
                filled[bin] = bins[bin] == UINT32_MAX ? borrow(bins, n_bins, bin) : bins[bin];
        for (int64_t band = 0; band < n_bands; band++) {
            uint64_t key = (uint64_t)band;
            for (int64_t column = band * band_width; column < (band + 1) * band_width; column++)
                key = mix(key + filled[column]);
            bands[band * n_texts + text] = key;
        }
    }
    return n_texts;
}
