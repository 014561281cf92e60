/* The edits of two passes as one. */
#include "kernels.h"

int64_t compose(int64_t n_earlier, const int64_t *text_e, const int64_t *before_start_e, const int64_t *before_end_e,
                const int64_t *after_start_e, const int64_t *after_end_e, const int64_t *n_clean_e,
                const int64_t *passes_e, const int64_t *row_e, const bool *is_name_like_e, const int64_t *unit_e,
                int64_t n_later, const int64_t *text_l, const int64_t *before_start_l, const int64_t *before_end_l,
                const int64_t *after_start_l, const int64_t *after_end_l, const int64_t *n_clean_l,
                const int64_t *passes_l, const int64_t *row_l, const bool *is_name_like_l, const int64_t *unit_l,
                int64_t *text, int64_t *before_start, int64_t *before_end, int64_t *after_start, int64_t *after_end,
                int64_t *n_clean, int64_t *passes, int64_t *row, bool *is_name_like, int64_t *unit)
{
    int64_t n = 0, e = 0, l = 0, gain_e = 0, gain_l = 0; /* bytes that the edits so far have added */
    (void)passes_l;
    while (e < n_earlier || l < n_later) {
        /* A union in the middle texts: edits that overlap, each from where the last one ended or before. */
        int64_t first_e = e, first_l = l, start, end, n_words = 0, most = 0;
        start = l == n_later || (e < n_earlier && after_start_e[e] <= before_start_l[l]) ? after_start_e[e]
                                                                                         : before_start_l[l];
        before_start[n] = start - gain_e, after_start[n] = start + gain_l;
        for (end = start - 1;;) {
            bool is_earlier = l == n_later || (e < n_earlier && after_start_e[e] <= before_start_l[l]);
            if (e == n_earlier && l == n_later)
                break;
            if (end >= start && (is_earlier ? after_start_e[e] : before_start_l[l]) >= end)
                break;
            if (is_earlier) {
                end = after_end_e[e] > end ? after_end_e[e] : end;
                most = passes_e[e] > most ? passes_e[e] : most, n_words += n_clean_e[e];
                gain_e += (after_end_e[e] - after_start_e[e]) - (before_end_e[e] - before_start_e[e]);
                e++;
            } else {
                end = before_end_l[l] > end ? before_end_l[l] : end;
                n_words += n_clean_l[l];
                gain_l += (after_end_l[l] - after_start_l[l]) - (before_end_l[l] - before_start_l[l]);
                l++;
            }
        }
        before_end[n] = end - gain_e, after_end[n] = end + gain_l;
        n_clean[n] = n_words, passes[n] = most + (l > first_l);
        if (e > first_e) {
            text[n] = text_e[first_e], row[n] = row_e[first_e], is_name_like[n] = is_name_like_e[first_e];
            unit[n] = after_start_e[first_e] == start && after_end_e[first_e] == end ? unit_e[first_e] : -1;
        } else {
            text[n] = text_l[first_l], row[n] = row_l[first_l], is_name_like[n] = is_name_like_l[first_l];
            unit[n] = before_start_l[first_l] == start && before_end_l[first_l] == end ? unit_l[first_l] : -1;
        }
        n++;
    }
    return n;
}
