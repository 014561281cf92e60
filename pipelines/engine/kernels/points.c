/* Code points in texts. */
#include "kernels.h"

int64_t count_text_points(int64_t n_texts, const uint8_t *data, const int64_t *offsets, int64_t *counts)
{
    for (int64_t text = 0; text < n_texts; text++) {
        int64_t n = 0;
        for (int64_t at = offsets[text]; at < offsets[text + 1]; at++)
            n += (int8_t)data[at] >= -64; /* not a byte that continues one: 0x80 to 0xBF */
        counts[text] = n;
    }
    return n_texts;
}
