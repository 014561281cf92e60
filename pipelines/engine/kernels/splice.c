/* The new texts, and strings cut out of texts. */
#include <string.h>

#include "kernels.h"

int64_t splice_texts(int64_t n_texts, const uint8_t *data, const int64_t *offsets, int64_t n_spans,
                     const int64_t *starts, const int64_t *ends, const int64_t *text_index, const uint8_t *new_data,
                     const int64_t *new_offsets, uint8_t *spun, int64_t *spun_offsets, int64_t *spun_starts,
                     int64_t *spun_ends)
{
    int64_t from = 0, to = 0, span = 0;
    for (int64_t text = 0; text < n_texts; text++) {
        spun_offsets[text] = to;
        for (from = offsets[text]; span < n_spans && text_index[span] == text; span++) {
            int64_t n_new = new_offsets[span + 1] - new_offsets[span];
            memcpy(spun + to, data + from, (size_t)(starts[span] - from));
            to += starts[span] - from;
            memcpy(spun + to, new_data + new_offsets[span], (size_t)n_new);
            spun_starts[span] = to, to += n_new, spun_ends[span] = to;
            from = ends[span];
        }
        memcpy(spun + to, data + from, (size_t)(offsets[text + 1] - from));
        to += offsets[text + 1] - from;
    }
    spun_offsets[n_texts] = to;
    return n_texts;
}

int64_t cut_out(int64_t n_spans, const uint8_t *data, const int64_t *starts, const int64_t *ends,
                const int64_t *offsets, uint8_t *copied)
{
    for (int64_t i = 0; i < n_spans; i++)
        memcpy(copied + offsets[i], data + starts[i], (size_t)(ends[i] - starts[i]));
    return n_spans;
}
