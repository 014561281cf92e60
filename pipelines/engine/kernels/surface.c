/* Marks, white space and capitals of texts. */
#include "kernels.h"

/* The bits of a byte's classes, in the order of surface.CLASSES. */
enum {
    SPACE = 1 << 0,
    BREAK = 1 << 1,
    DIGIT = 1 << 2,
    UPPER = 1 << 3,
    LOWER = 1 << 4,
    LETTER = 1 << 5,
    COMMA = 1 << 6,
    STOP = 1 << 7,
    QUOTE = 1 << 8,
    APOSTROPHE = 1 << 9,
    OTHER_WHITE = 1 << 10,
    OPENING = 1 << 11,
    CLOSING = 1 << 12,
    OTHER = 1 << 13,
    MARK = 1 << 14,
    LATIN = 1 << 15,
    GENERAL = 1 << 16,
};

/* Bytes without these classes count for nothing themselves. */
#define COUNTED (~(uint32_t)(DIGIT | LOWER | LETTER))

int64_t count_surface(int64_t n_texts, const uint8_t *data, const int64_t *offsets, const uint32_t *classes,
                      int64_t n_counts, int64_t *counts)
{
    for (int64_t text = 0; text < n_texts; text++) {
        int64_t start = offsets[text], end = offsets[text + 1], *count = counts + text * n_counts;
        uint32_t before2 = BREAK, before = BREAK;
        uint32_t here = start < end ? classes[data[start]] : 0;
        uint32_t after = start + 1 < end ? classes[data[start + 1]] : BREAK;
        for (int64_t at = start; at < end; at++) {
            uint32_t after2 = at + 2 < end ? classes[data[at + 2]] : BREAK;
            if (here & COUNTED) {
                bool in_word = before & LETTER && after & LETTER, in_number = before & DIGIT && after & DIGIT;
                int64_t *next = count;
                *next++ += (here & MARK && !in_word && !in_number) || here & BREAK;
                *next++ += here & SPACE && before & SPACE;
                *next++ += here & SPACE && (after | before) & BREAK;
                *next++ += (here & OTHER_WHITE) != 0;
                *next++ += (here & BREAK) != 0;
                *next++ += here & SPACE && after & CLOSING;
                *next++ += here & SPACE && before & OPENING;
                *next++ += here & SPACE
                           && ((after & APOSTROPHE && before & LETTER) || (before & APOSTROPHE && after & LETTER));
                *next++ += here & SPACE && before & (COMMA | STOP) && before2 & DIGIT && after & DIGIT;
                *next++ += here & (COMMA | STOP) && in_word;
                *next++ += here & QUOTE || (here & APOSTROPHE && !in_word);
                *next++ += (here & OTHER) != 0;
                *next++ += (here & LATIN) != 0;
                *next++ += (here & GENERAL) != 0;
                *next++ += here & COMMA && !in_number;
                *next++ += here & STOP && !in_number;
                *next++ += here & STOP && after & SPACE && after2 & LOWER;
                *next++ += here & BREAK && after & LOWER;
                *next++ += here & UPPER && before & LOWER;
                *next++ += (here & UPPER) != 0;
            }
            before2 = before, before = here, here = after, after = after2;
        }
    }
    return n_texts;
}
