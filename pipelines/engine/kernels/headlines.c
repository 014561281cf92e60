/* Lines of texts that are written like headlines. */
#include "kernels.h"

static bool is_letter(uint8_t byte)
{
    return (uint8_t)((byte | 0x20) - 'a') < 26;
}

int64_t count_longer_words(int64_t n_lines, const uint8_t *data, const int64_t *starts, const int64_t *ends,
                           int64_t min_letters, int64_t *n_words, int64_t *n_capitals, bool *is_ascii)
{
    for (int64_t line = 0; line < n_lines; line++) {
        uint8_t all = 0;
        n_words[line] = n_capitals[line] = 0;
        for (int64_t at = starts[line]; at < ends[line];) {
            int64_t first = at;
            for (; at < ends[line] && is_letter(data[at]); at++)
                ;
            if (at - first >= min_letters) {
                n_words[line]++;
                n_capitals[line] += data[first] <= 'Z';
            }
            for (; at < ends[line] && !is_letter(data[at]); at++)
                all |= data[at];
        }
        is_ascii[line] = all < 0x80;
    }
    return n_lines;
}
