/* Tokens near marks such as @, hyphens or quotation marks: all of them are in the gaps between tokens. */
#include <string.h>

#include "kernels.h"

static inline bool is_space(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static inline bool is_letter(uint8_t byte)
{
    return (uint8_t)((byte | 0x20) - 'a') < 26;
}

/* The byte makes the string around it an address. */
static bool is_address_mark(const uint8_t *data, int64_t start, int64_t at, int64_t end)
{
    switch (data[at]) {
    case '@':
    case '#':
        return true;
    case ':':
        return at + 1 < end && data[at + 1] == '/';
    case '.':
        return at > start && at + 1 < end && is_letter(data[at - 1]) && is_letter(data[at + 1]);
    default:
        return false;
    }
}

int64_t find_addresses(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const int64_t *token_offsets,
                       const int64_t *starts, const int64_t *ends, bool *is_address)
{
    memset(is_address, 0, (size_t)token_offsets[n_texts]);
    for (int64_t text = 0; text < n_texts; text++) {
        int64_t start = offsets[text], end = offsets[text + 1], at = start, first = token_offsets[text];
        for (int64_t i = first, last = token_offsets[text + 1]; first < last && i <= last; i++) {
            int64_t gap_end = i < last ? starts[i] : end;
            if (gap_end > at && (gap_end - at > 1 || data[at] != ' ')) {
                for (; at < gap_end; at++) {
                    if (!is_address_mark(data, start, at, end))
                        continue;
                    int64_t left = at, right = at;
                    while (left > start && !is_space(data[left - 1]))
                        left--;
                    while (right < end && !is_space(data[right]))
                        right++;
                    for (int64_t j = i; j > first && starts[j - 1] >= left; j--)
                        is_address[j - 1] = true;
                    for (int64_t j = i; j < last && starts[j] < right; j++)
                        is_address[j] = true;
                    /* All of the string is settled, so it is not read once more for each of its marks. */
                    while (i < last && starts[i] < right)
                        gap_end = ++i < last ? starts[i] : end;
                    at = right - 1;
                }
            }
            at = i < last ? ends[i] : end;
        }
    }
    return token_offsets[n_texts];
}

int64_t find_quotations(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const int64_t *token_offsets,
                        const int64_t *starts, const int64_t *ends, bool *is_quotation)
{
    int64_t i = 0;
    for (int64_t text = 0; text < n_texts; text++) {
        bool straight = false, curly = false;
        int64_t at = offsets[text];
        for (; i < token_offsets[text + 1]; at = ends[i], i++) {
            if (starts[i] - at != 1 || data[at] != ' ') {
                for (; at < starts[i]; at++) {
                    uint8_t byte = data[at];
                    if (byte == '\n' || byte == '\r')
                        straight = curly = false;
                    else if (byte == '"')
                        straight = !straight;
                    else if (byte == 0xE2 && starts[i] - at > 2 && data[at + 1] == 0x80 && (data[at + 2] & 0xFE) == 0x9C)
                        curly = data[at + 2] == 0x9C;
                }
            }
            is_quotation[i] = straight || curly;
        }
    }
    return i;
}

int64_t find_hyphenated(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const int64_t *token_offsets,
                        const int64_t *starts, const int64_t *ends, bool *is_hyphenated)
{
    int64_t i = 0;
    for (int64_t text = 0; text < n_texts; text++)
        for (; i < token_offsets[text + 1]; i++)
            is_hyphenated[i] = (starts[i] > offsets[text] && data[starts[i] - 1] == '-') ||
                               (ends[i] < offsets[text + 1] && data[ends[i]] == '-');
    return i;
}

int64_t find_byte(int64_t n_bytes, const uint8_t *data, int64_t byte, int64_t n_most, int64_t *positions)
{
    int64_t n = 0;
    const uint8_t *at = data, *end = data + n_bytes;
    while (at < end && (at = memchr(at, (int)byte, (size_t)(end - at)))) {
        if (n < n_most)
            positions[n] = at - data;
        n++, at++;
    }
    return n;
}
