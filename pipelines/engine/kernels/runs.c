/* Runs of characters between white space. */
#include "kernels.h"
#include "white_space.h"

int64_t find_runs(int64_t n_marks, const uint8_t *data, const int64_t *marks, const int64_t *text_starts,
                  const int64_t *text_ends, int64_t *lows, int64_t *highs)
{
    for (int64_t i = 0; i < n_marks; i++) {
        int64_t low = marks[i], high = marks[i] + 1;
        while (low > text_starts[i] && !begins_white_space(data, low, text_ends[i]))
            low--;
        while (high < text_ends[i] && !begins_white_space(data, high, text_ends[i]))
            high++;
        lows[i] = low, highs[i] = high;
    }
    return n_marks;
}
