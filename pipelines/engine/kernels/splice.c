/* The new texts, and strings cut out of texts. */
#include <string.h>

#include "kernels.h"
#include "memory.h"

int64_t splice_texts(int64_t n_texts, const uint8_t *data, const int64_t *offsets, int64_t n_spans,
                     const int64_t *starts, const int64_t *ends, const int64_t *text_index, const uint8_t *new_data,
                     const int64_t *new_offsets, const int64_t *chosen, uint8_t *spun, int64_t *spun_offsets, int64_t *spun_starts,
                     int64_t *spun_ends)
{
    int64_t from = 0, to = 0, span = 0;
    for (int64_t text = 0; text < n_texts; text++) {
        spun_offsets[text] = to;
        for (from = offsets[text]; span < n_spans && text_index[span] == text; span++) {
            int64_t new_start = new_offsets[chosen[span]], n_new = new_offsets[chosen[span] + 1] - new_start;
            if (span + 2 * AHEAD < n_spans) {
                PREFETCH(new_offsets + chosen[span + 2 * AHEAD]);
                PREFETCH(new_data + new_offsets[chosen[span + AHEAD]]);
            }
            memcpy(spun + to, data + from, (size_t)(starts[span] - from));
            to += starts[span] - from;
            memcpy(spun + to, new_data + new_start, (size_t)n_new);
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

int64_t differs(int64_t n_strings, const uint8_t *data, const int64_t *starts, const int64_t *ends,
                const uint8_t *other_data, const int64_t *other_starts, const int64_t *other_ends, bool *is_different)
{
    int64_t n = 0;
    for (int64_t i = 0; i < n_strings; i++) {
        int64_t n_bytes = ends[i] - starts[i];
        is_different[i] = n_bytes != other_ends[i] - other_starts[i] ||
                          memcmp(data + starts[i], other_data + other_starts[i], (size_t)n_bytes) != 0;
        n += is_different[i];
    }
    return n;
}

#define ONES 0x0101010101010101ull

/* The bytes that continue a code point: 10xxxxxx. */
static int64_t count_continuation(const uint8_t *data, int64_t start, int64_t end)
{
    int64_t n = 0;
    for (; start + 8 <= end; start += 8) {
        uint64_t bytes;
        memcpy(&bytes, data + start, 8);
        n += (int64_t)((bytes >> 7 & ~(bytes >> 6) & ONES) * ONES >> 56);
    }
    for (; start < end; start++)
        n += (data[start] & 0xC0) == 0x80;
    return n;
}

int64_t count_points(int64_t n_spans, const uint8_t *data, const int64_t *offsets, const int64_t *text_index,
                     const int64_t *starts, const int64_t *ends, int32_t *start_points, int32_t *end_points)
{
    int64_t at = 0, points = 0, text = -1;
    for (int64_t i = 0; i < n_spans; i++) {
        if (text_index[i] != text)
            text = text_index[i], at = offsets[text], points = 0;
        points += starts[i] - at - count_continuation(data, at, starts[i]);
        start_points[i] = (int32_t)points;
        points += ends[i] - starts[i] - count_continuation(data, starts[i], ends[i]);
        end_points[i] = (int32_t)points;
        at = ends[i];
    }
    return n_spans;
}
