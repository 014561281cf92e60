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

/* The next byte from `at` on that continues a code point, 10xxxxxx, or `end`. */
static int64_t find_continuation(const uint8_t *data, int64_t at, int64_t end)
{
    for (; at + 8 <= end; at += 8) {
        uint64_t bytes;
        memcpy(&bytes, data + at, 8);
        if (bytes >> 7 & ~(bytes >> 6) & ONES)
            break;
    }
    while (at < end && (data[at] & 0xC0) != 0x80)
        at++;
    return at;
}

int64_t count_points(int64_t n_spans, const uint8_t *data, const int64_t *offsets, const int64_t *text_index,
                     const int64_t *starts, const int64_t *ends, int32_t *start_points, int32_t *end_points)
{
    int64_t text = -1, next = 0, n = 0; /* the next continuation byte of the text, and the number of those before */
    for (int64_t i = 0; i < n_spans; i++) {
        int64_t start = offsets[text_index[i]], end = offsets[text_index[i] + 1];
        if (text_index[i] != text)
            text = text_index[i], n = 0, next = find_continuation(data, start, end);
        for (; next < starts[i]; n++)
            next = find_continuation(data, next + 1, end);
        start_points[i] = (int32_t)(starts[i] - start - n);
        for (; next < ends[i]; n++)
            next = find_continuation(data, next + 1, end);
        end_points[i] = (int32_t)(ends[i] - start - n);
    }
    return n_spans;
}
