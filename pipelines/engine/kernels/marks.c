/* Tokens near marks such as @, hyphens or quotation marks: all of them are in the gaps between tokens. */
#include <string.h>

#include "bits.h"
#include "kernels.h"
#include "white_space.h"

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

/* The bytes of the block at `at` that may be marks of addresses, as bits. The test drops the many full stops and colons in
 * front of a space, which sorts before the slash; letters sort behind it. */
static uint64_t address_marks(const uint8_t *data, int64_t n_bytes, int64_t at)
{
    uint8_t copy[BLOCK + 1] = {0}, is_mark[BLOCK], any = 0;
    const uint8_t *bytes = data + at;
    if (n_bytes - at <= BLOCK)
        bytes = memcpy(copy, bytes, (size_t)(n_bytes - at));
    for (int i = 0; i < BLOCK; i++) {
        uint8_t byte = bytes[i], stops = (byte == '.') | (byte == ':');
        is_mark[i] = (byte == '@') | (byte == '#') | (stops & (bytes[i + 1] >= '/'));
        any |= is_mark[i];
    }
    return any ? pack(is_mark) : 0;
}

/* The first token from `first` on that begins at a byte or behind it, or else `last`. */
static int64_t token_behind(const int64_t *starts, int64_t first, int64_t last, int64_t byte)
{
    while (first < last) {
        int64_t middle = first + (last - first) / 2;
        if (starts[middle] < byte)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

int64_t find_addresses(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const int64_t *token_offsets,
                       const int64_t *starts, bool *is_address)
{
    int64_t text = 0, settled = 0;
    memset(is_address, 0, (size_t)token_offsets[n_texts]);
    for (int64_t block = 0; block < offsets[n_texts]; block += BLOCK) {
        for (uint64_t marks = address_marks(data, offsets[n_texts], block); marks; marks &= marks - 1) {
            int64_t at = block + lowest_bit(marks);
            while (offsets[text + 1] <= at)
                text++;
            /* A string is read once, and not for each of its marks. */
            if (at < settled || !is_address_mark(data, offsets[text], at, offsets[text + 1]))
                continue;
            int64_t left = at, right = at;
            while (left > offsets[text] && !begins_white_space(data, left, offsets[text + 1]))
                left--;
            while (right < offsets[text + 1] && !begins_white_space(data, right, offsets[text + 1]))
                right++;
            int64_t i = token_behind(starts, token_offsets[text], token_offsets[text + 1], left);
            for (; i < token_offsets[text + 1] && starts[i] < right; i++)
                is_address[i] = true;
            settled = right;
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

/* Three bytes are one of masks.HYPHENS. */
static bool is_hyphen(const uint8_t *bytes)
{
    if (bytes[0] == 0xE2)
        return bytes[1] == 0x80 && (bytes[2] == 0x90 || bytes[2] == 0x91);
    return bytes[0] == 0xEF && ((bytes[1] == 0xB9 && bytes[2] == 0xA3) || (bytes[1] == 0xBC && bytes[2] == 0x8D));
}

int64_t find_hyphenated(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const int64_t *token_offsets,
                        const int64_t *starts, const int64_t *ends, bool *is_hyphenated)
{
    int64_t i = 0;
    for (int64_t text = 0; text < n_texts; text++)
        for (; i < token_offsets[text + 1]; i++)
            is_hyphenated[i] = (starts[i] > offsets[text] && data[starts[i] - 1] == '-') ||
                               (ends[i] < offsets[text + 1] && data[ends[i]] == '-') ||
                               (starts[i] >= offsets[text] + 3 && is_hyphen(data + starts[i] - 3)) ||
                               (ends[i] + 3 <= offsets[text + 1] && is_hyphen(data + ends[i]));
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
