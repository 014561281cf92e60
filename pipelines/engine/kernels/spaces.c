/* White space in texts. */
#include "bits.h"
#include "kernels.h"

static inline uint8_t is_space(uint8_t byte)
{
    return (byte == ' ') | ((byte >= '\t') & (byte <= '\r') & (byte != '\v'));
}

int64_t join_spaces(int64_t n_texts, const uint8_t *data, const int64_t *offsets, uint8_t *joined,
                    int64_t *joined_offsets)
{
    int64_t n = 0;
    joined_offsets[0] = 0;
    for (int64_t text = 0; text < n_texts; text++) {
        uint64_t was_space = 0;
        for (int64_t at = offsets[text]; at < offsets[text + 1]; at += BLOCK) {
            int64_t left = offsets[text + 1] - at, size = left < BLOCK ? left : BLOCK;
            uint8_t bytes[BLOCK] = {0}, flags[BLOCK];
            memcpy(bytes, data + at, (size_t)size);
            for (int i = 0; i < BLOCK; i++) {
                flags[i] = is_space(bytes[i]);
                bytes[i] = flags[i] ? ' ' : bytes[i];
            }
            uint64_t spaces = pack(flags), repeated = spaces & (spaces << 1 | was_space);
            was_space = spaces >> (BLOCK - 1);
            /* From one repeated space to the next. */
            for (int64_t first = 0; first < size;) {
                int64_t end = repeated ? lowest_bit(repeated) : size;
                memcpy(joined + n, bytes + first, (size_t)(end - first));
                n += end - first;
                first = end + 1;
                repeated &= repeated - 1;
            }
        }
        joined_offsets[text + 1] = n;
    }
    return n;
}
