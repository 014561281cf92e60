/* Code points in texts. */
#include "bits.h"
#include "kernels.h"

/* Not a byte that continues one, 0x80 to 0xBF. */
static inline uint8_t begins_point(uint8_t byte)
{
    return (int8_t)byte >= -64;
}

int64_t count_text_points(int64_t n_texts, const uint8_t *data, const int64_t *offsets, int64_t *counts)
{
    for (int64_t text = 0; text < n_texts; text++) {
        int64_t n = 0, at = offsets[text], end = offsets[text + 1];
        for (; at + BLOCK <= end; at += BLOCK) {
            uint8_t in_block = 0; /* a compiler adds sixteen of these at once */
            for (int i = 0; i < BLOCK; i++)
                in_block += begins_point(data[at + i]);
            n += in_block;
        }
        for (; at < end; at++)
            n += begins_point(data[at]);
        counts[text] = n;
    }
    return n_texts;
}
