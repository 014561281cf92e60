/* The tokens of texts. */
#include <string.h>

#include "bits.h"
#include "kernels.h"

/* The classes of tokens.CodePoints. */
#define LAST_POINT 0x10FFFF
enum { UNKNOWN, OTHER, WORD, JOINER, APOSTROPHE };

typedef struct {
    const uint8_t *data, *classes;
    int64_t n_bytes;
    int64_t block;         /* the first byte of the 64 that the bits are of */
    uint64_t words, begins; /* ASCII letters and digits; these and bytes of other characters */
} reader;

static void read_block(reader *r, int64_t at)
{
    uint8_t copy[BLOCK] = {0}, is_word[BLOCK], is_high[BLOCK];
    r->block = at - at % BLOCK;
    const uint8_t *bytes = r->data + r->block;
    if (r->n_bytes - r->block < BLOCK)
        bytes = memcpy(copy, bytes, (size_t)(r->n_bytes - r->block));
    for (int i = 0; i < BLOCK; i++) {
        uint8_t letter = (uint8_t)((bytes[i] | 0x20) - 'a'), digit = (uint8_t)(bytes[i] - '0');
        is_word[i] = (letter < 26) | (digit < 10);
        is_high[i] = bytes[i] >> 7;
    }
    r->words = pack(is_word);
    r->begins = r->words | pack(is_high);
}

/* The first byte from `at` on where a token may begin, or else `end`. */
static inline int64_t find_start(reader *r, int64_t at, int64_t end)
{
    while (at < end) {
        if (at - r->block >= BLOCK)
            read_block(r, at);
        uint64_t bits = r->begins >> (at - r->block);
        if (bits) {
            at += lowest_bit(bits);
            return at < end ? at : end;
        }
        at = r->block + BLOCK;
    }
    return end;
}

/* The first byte from `at` on that is no ASCII letter or digit, or else `end`. */
static inline int64_t find_end(reader *r, int64_t at, int64_t end)
{
    while (at < end) {
        if (at - r->block >= BLOCK)
            read_block(r, at);
        uint64_t bits = ~r->words >> (at - r->block);
        if (bits) {
            at += lowest_bit(bits);
            return at < end ? at : end;
        }
        at = r->block + BLOCK;
    }
    return end;
}

/* The code point at a byte, and its length. */
static int64_t decode(const uint8_t *data, int64_t at, int64_t end, int64_t *length)
{
    uint8_t lead = data[at];
    *length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (*length > end - at)
        *length = end - at;
    int64_t point = *length == 1 ? lead : lead & 0x7F >> *length;
    for (int64_t i = 1; i < *length; i++)
        point = point << 6 | (data[at + i] & 0x3F);
    return point <= LAST_POINT ? point : LAST_POINT;
}

/* The end of a token, and the apostrophe of its final 's or -1; or else a code point without class. */
typedef struct {
    int64_t end, clitic, unknown;
} tail;

/* The token goes on to t->end, or beyond: over characters outside ASCII and joiners. */
static void read_tail(reader *r, int64_t end, tail *t)
{
    int64_t at = t->end, length = 0, after_clitic = -1;
    while (at < end) {
        int64_t point = decode(r->data, at, end, &length);
        uint8_t class = r->classes[point];
        if (class == WORD) {
            at = find_end(r, at + length, end);
            continue;
        }
        int64_t run = at, n_apostrophes = 0, apostrophe = -1;
        while (class == JOINER || class == APOSTROPHE) {
            apostrophe = class == APOSTROPHE ? run : -1;
            n_apostrophes += class == APOSTROPHE;
            run += length;
            if (run == end)
                break;
            point = decode(r->data, run, end, &length);
            class = r->classes[point];
        }
        if (class == UNKNOWN) {
            t->unknown = point;
            return;
        }
        if (class != WORD || n_apostrophes > 1)
            break;
        if (apostrophe >= 0 && (point == 's' || point == 'S'))
            t->clitic = apostrophe, after_clitic = run + 1;
        at = run;
    }
    t->end = at;
    if (at != after_clitic)
        t->clitic = -1;
}

int64_t find_tokens(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const uint8_t *classes,
                    int64_t n_most, int64_t *starts, int64_t *ends, bool *has_clitic, int64_t *token_offsets)
{
    reader r = {data, classes, offsets[n_texts], -BLOCK, 0, 0};
    int64_t n_tokens = 0, length = 0;
    token_offsets[0] = 0;
    for (int64_t text = 0; text < n_texts; text++) {
        int64_t end = offsets[text + 1], at = find_start(&r, offsets[text], end);
        while (at < end) {
            tail t = {at, -1, -1};
            if (data[at] < 0x80) {
                t.end = find_end(&r, at + 1, end);
                if (t.end < end && (data[t.end] >= 0x80 || classes[data[t.end]] != OTHER))
                    read_tail(&r, end, &t);
            } else {
                int64_t point = decode(data, at, end, &length);
                if (classes[point] == WORD)
                    read_tail(&r, end, &t);
                else if (classes[point] == UNKNOWN)
                    t.unknown = point;
                else {
                    at = find_start(&r, at + length, end);
                    continue;
                }
            }
            if (t.unknown >= 0)
                return -1 - t.unknown;
            if (n_tokens < n_most) {
                starts[n_tokens] = at, ends[n_tokens] = t.clitic >= 0 ? t.clitic : t.end;
                has_clitic[n_tokens] = t.clitic >= 0;
            }
            n_tokens++;
            at = find_start(&r, t.end, end);
        }
        token_offsets[text + 1] = n_tokens;
    }
    return n_tokens;
}
