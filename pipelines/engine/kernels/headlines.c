/* Lines of texts that are written like headlines. */
#include "kernels.h"

static bool is_letter(uint8_t byte)
{
    return (uint8_t)((byte | 0x20) - 'a') < 26;
}

/* A letter, or an apostrophe and a letter, begins at a byte. */
static bool goes_on(const uint8_t *data, int64_t at, int64_t end)
{
    return (at < end && is_letter(data[at])) || (at + 1 < end && data[at] == '\'' && is_letter(data[at + 1]));
}

/* A letter, or an apostrophe between letters that is not that of a final 's. */
static bool continues_word(const uint8_t *data, int64_t first, int64_t at, int64_t end)
{
    if (is_letter(data[at]))
        return true;
    if (data[at] != '\'' || at == first || at + 1 == end || !is_letter(data[at + 1]) || data[at - 1] == '\'')
        return false;
    return (data[at + 1] | 0x20) != 's' || goes_on(data, at + 2, end);
}

int64_t count_longer_words(int64_t n_lines, const uint8_t *data, const int64_t *starts, const int64_t *ends,
                           int64_t min_letters, int64_t *n_words, int64_t *n_capitals, bool *is_ascii)
{
    for (int64_t line = 0; line < n_lines; line++) {
        uint8_t all = 0;
        n_words[line] = n_capitals[line] = 0;
        for (int64_t at = starts[line]; at < ends[line];) {
            int64_t first = at, n_letters = 0;
            for (; at < ends[line] && continues_word(data, first, at, ends[line]); at++)
                n_letters += is_letter(data[at]);
            if (n_letters >= min_letters) {
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
