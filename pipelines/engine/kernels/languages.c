/* The language of texts by a supervised model of fastText with hierarchical softmax, in its order and precision. */
#include <math.h>
#include <string.h>

#include "kernels.h"

#define MOST_DIMENSIONS 64

typedef struct {
    const int32_t *left, *right;
    const float *output;
    int64_t n_labels, n_dimensions;
    float least, score;
    int64_t label;
} Search;

/* The bytes of a word, with signs that mark its begin and its end. */
typedef struct {
    const uint8_t *word;
    int64_t length;
} Marked;

static uint8_t byte_of(Marked marked, int64_t at)
{
    return at == 0 ? '<' : at == marked.length + 1 ? '>' : marked.word[at - 1];
}

static bool continues(uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

/* FNV-1a, in which bytes count with their sign. */
#define NO_BYTES 2166136261u
static uint32_t add_byte(uint32_t hash, uint8_t byte)
{
    return (hash ^ (uint32_t)(int8_t)byte) * 16777619u;
}

static void add_row(float *sums, const float *row, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        sums[i] += row[i];
}

static float log_of(float share)
{
    return (float)log(share + 1e-5);
}

/* The most probable leaf below a node; the likelier branch first, so that the other one is seldom entered. */
static void search(Search *found, const float *hidden, int64_t node, float score)
{
    if (score < found->least || (found->label >= 0 && score < found->score))
        return;
    if (node < found->n_labels) {
        if (found->label < 0 || score > found->score) {
            found->label = node;
            found->score = score;
        }
        return;
    }
    const float *row = found->output + (node - found->n_labels) * found->n_dimensions;
    float share = 0;
    for (int64_t i = 0; i < found->n_dimensions; i++)
        share += row[i] * hidden[i];
    share = (float)(1. / (1 + expf(-share)));
    float left = score + log_of((float)(1. - share)), right = score + log_of(share);
    if (right > left)
        search(found, hidden, found->right[node], right);
    search(found, hidden, found->left[node], left);
    if (right <= left)
        search(found, hidden, found->right[node], right);
}

int64_t detect_languages(int64_t n_texts, const uint8_t *data, const int64_t *offsets, int64_t word_shift,
                         const int32_t *word_first, const uint32_t *word_hashes, const int32_t *word_rows,
                         const uint8_t *words, const int64_t *word_offsets, int64_t gram_shift,
                         const int32_t *gram_first, const int32_t *gram_keys, const int32_t *gram_rows,
                         int64_t n_buckets, int64_t n_least, int64_t n_most, int64_t n_dimensions, const float *rows,
                         int64_t n_labels, const float *output, const int32_t *left, const int32_t *right,
                         int64_t *labels, float *scores)
{
    float hidden[MOST_DIMENSIONS];
    if (n_dimensions > MOST_DIMENSIONS)
        return -1;
    for (int64_t text = 0; text < n_texts; text++) {
        int64_t at = offsets[text], end = offsets[text + 1], n_rows = 0;
        memset(hidden, 0, sizeof hidden);
        for (bool is_last = false; !is_last;) {
            while (at < end && (data[at] == ' ' || data[at] == 0 || (data[at] >= '\t' && data[at] <= '\r')))
                at++;
            Marked marked = {data + at, 0};
            uint32_t hash = NO_BYTES;
            for (; at < end && data[at] != ' ' && data[at] != 0 && (data[at] < '\t' || data[at] > '\r'); at++)
                hash = add_byte(hash, data[at]);
            marked.length = data + at - marked.word;
            if (marked.length == 0) { /* the end of the text is a word of the model */
                marked = (Marked){(const uint8_t *)"</s>", 4};
                for (int i = 0; i < 4; i++)
                    hash = add_byte(hash, marked.word[i]);
            }
            is_last = marked.length == 4 && memcmp(marked.word, "</s>", 4) == 0;
            bool is_label = marked.length >= 9 && memcmp(marked.word, "__label__", 9) == 0;
            int32_t place = word_first[hash >> word_shift], behind = word_first[(hash >> word_shift) + 1];
            for (; place < behind; place++) {
                int64_t length = word_offsets[place + 1] - word_offsets[place];
                if (word_hashes[place] == hash && length == marked.length &&
                    memcmp(words + word_offsets[place], marked.word, (size_t)length) == 0)
                    break;
            }
            if (place < behind) {
                add_row(hidden, rows + word_rows[place] * n_dimensions, n_dimensions);
                n_rows++;
            }
            if (is_last || is_label)
                continue;
            for (int64_t first = 0; first < marked.length + 2; first++) {
                if (continues(byte_of(marked, first)))
                    continue;
                hash = NO_BYTES;
                int64_t behind_gram = first;
                for (int64_t n = 1; n <= n_most && behind_gram < marked.length + 2; n++) {
                    do
                        hash = add_byte(hash, byte_of(marked, behind_gram++));
                    while (behind_gram < marked.length + 2 && continues(byte_of(marked, behind_gram)));
                    if (n < n_least || (n == 1 && (first == 0 || behind_gram == marked.length + 2)))
                        continue;
                    int32_t key = (int32_t)(hash % (uint32_t)n_buckets);
                    for (int32_t gram = gram_first[key >> gram_shift]; gram < gram_first[(key >> gram_shift) + 1]; gram++)
                        if (gram_keys[gram] == key) {
                            add_row(hidden, rows + gram_rows[gram] * n_dimensions, n_dimensions);
                            n_rows++;
                            break;
                        }
                }
            }
        }
        float share = n_rows ? (float)(1. / (double)n_rows) : 0;
        for (int64_t i = 0; i < n_dimensions; i++)
            hidden[i] *= share;
        Search found = {left, right, output, n_labels, n_dimensions, log_of(0), 0, -1};
        search(&found, hidden, 2 * n_labels - 2, 0);
        labels[text] = found.label;
        scores[text] = found.label < 0 ? 0 : expf(found.score);
    }
    return n_texts;
}
