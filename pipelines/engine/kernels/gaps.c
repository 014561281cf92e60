/* The gaps between tokens. */
#include "kernels.h"
#include "words.h"

/* A straight quotation mark, or a curly opening one, ends before the byte `end`. */
static bool is_quote(const uint8_t *data, int64_t start, int64_t end)
{
    uint8_t last = data[end - 1];
    return last == '"' || (last == 0x9C && end - start > 2 && data[end - 2] == 0x80 && data[end - 3] == 0xE2);
}

int64_t describe_gaps(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const int64_t *token_offsets,
                      const int64_t *starts, const int64_t *ends, const uint8_t *classes, uint8_t *gaps)
{
    int64_t i = 0;
    for (int64_t text = 0; text < n_texts; text++) {
        int64_t gap = offsets[text], first = i;
        for (; i < token_offsets[text + 1]; gap = ends[i], i++) {
            int64_t end = starts[i];
            uint8_t bits = 0;
            if (end - gap != 1 || data[gap] != ' ') {
                bits = NOT_ONE_SPACE;
                for (int64_t at = gap; at < end; at++)
                    bits |= classes[data[at]];
                if (end > gap && is_quote(data, gap, end))
                    bits |= QUOTE;
            }
            gaps[i] = bits;
        }
        if (first < i)
            gaps[first] |= TEXT_START;
    }
    return i;
}
