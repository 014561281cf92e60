/* The edits of pairs, located and replayed. */
#include <string.h>

#include "bits.h"
#include "kernels.h"

/* The byte at which a code point begins, `n` code points behind the one that begins at the byte `at`. */
static int64_t skip_points(const uint8_t *data, int64_t at, int64_t end, int64_t n)
{
    const uint64_t lowest = 0x0101010101010101ull;
    while (at + 8 <= end) {
        uint64_t part = read_bytes(data, end, at, 8);
        /* The lowest bit of each byte 0x80 to 0xBF, which begins no code point; their sum is in the highest byte. */
        uint64_t inner = part >> 7 & ~(part >> 6) & lowest;
        int64_t begun = 8 - (int64_t)(inner * lowest >> 56);
        if (begun > n)
            break;
        n -= begun;
        at += 8;
    }
    for (; at < end; at++)
        if ((data[at] & 0xC0) != 0x80 && n-- == 0)
            break;
    return at;
}

int64_t find_positions(int64_t n_points, const uint8_t *data, const int64_t *offsets, const int64_t *points_before,
                       const int64_t *rows, const int64_t *points, int64_t *positions)
{
    int64_t row = -1, point = 0, at = 0;
    for (int64_t i = 0; i < n_points; i++) {
        int64_t start = offsets[rows[i]], end = offsets[rows[i] + 1];
        if (points_before[rows[i] + 1] - points_before[rows[i]] == end - start) {
            positions[i] = start + points[i];
            continue;
        }
        if (rows[i] != row || points[i] < point)
            row = rows[i], point = 0, at = start;
        at = skip_points(data, at, end, points[i] - point);
        point = points[i];
        positions[i] = at;
    }
    return n_points;
}

static bool is_equal(const uint8_t *left, int64_t n_left, const uint8_t *right, int64_t n_right)
{
    return n_left == n_right && (n_left == 0 || memcmp(left, right, (size_t)n_left) == 0);
}

int64_t replay_edits(int64_t n_rows, const uint8_t *clean, const int64_t *clean_offsets, const uint8_t *spun,
                     const int64_t *spun_offsets, int64_t n_edits, const int64_t *owners, const int64_t *clean_starts,
                     const int64_t *clean_ends, const int64_t *spun_starts, const int64_t *spun_ends,
                     const uint8_t *originals, const int64_t *original_offsets, const int64_t *original_ids,
                     const uint8_t *replacements, const int64_t *replacement_offsets, const int64_t *replacement_ids,
                     bool *kept_same, bool *originals_match, bool *replacements_match)
{
    int64_t i = 0;
    for (int64_t row = 0; row < n_rows; row++) {
        int64_t at_clean = clean_offsets[row], at_spun = spun_offsets[row];
        bool kept = true, original = true, replacement = true;
        for (; i < n_edits && owners[i] == row; i++) {
            const int64_t *before = original_offsets + original_ids[i], *after = replacement_offsets + replacement_ids[i];
            kept &= is_equal(clean + at_clean, clean_starts[i] - at_clean, spun + at_spun, spun_starts[i] - at_spun);
            original &= is_equal(clean + clean_starts[i], clean_ends[i] - clean_starts[i], originals + before[0],
                                 before[1] - before[0]);
            replacement &= is_equal(spun + spun_starts[i], spun_ends[i] - spun_starts[i], replacements + after[0],
                                    after[1] - after[0]);
            at_clean = clean_ends[i], at_spun = spun_ends[i];
        }
        kept_same[row] = kept
                         && is_equal(clean + at_clean, clean_offsets[row + 1] - at_clean, spun + at_spun,
                                     spun_offsets[row + 1] - at_spun);
        originals_match[row] = original;
        replacements_match[row] = replacement;
    }
    return n_rows;
}
