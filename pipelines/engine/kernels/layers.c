/* Layers of small networks. */
#include "kernels.h"

/* Outputs and columns of which the sums are kept in registers: as fast as OpenBLAS where there is AVX2, half as fast
 * where there is SSE2 alone. Fewer columns are ten times slower, since GCC 12 then takes the loops apart. */
#define ROWS 4
#define COLUMNS 32

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#define IN_EACH __attribute__((always_inline)) /* compiled for each of them */
#else
#define WIDE
#define IN_EACH
#endif

/* Products are added up in the order of the inputs, so that no column depends on its place. */
static inline IN_EACH void run_tile(const int n_rows, int64_t n_in, int64_t n, const float *weights,
                                    const float *biases, const float *inputs, bool is_last, float *outputs)
{
    float sums[ROWS][COLUMNS] = {{0}};
    for (int64_t k = 0; k < n_in; k++)
        for (int r = 0; r < n_rows; r++)
            for (int c = 0; c < COLUMNS; c++)
                sums[r][c] += weights[r * n_in + k] * inputs[k * n + c];
    for (int r = 0; r < n_rows; r++)
        for (int c = 0; c < COLUMNS; c++) {
            float sum = sums[r][c] + biases[r];
            outputs[r * n + c] = sum < 0 && !is_last ? 0 : sum;
        }
}

WIDE int64_t run_layer(int64_t n_out, int64_t n_in, int64_t n, const float *weights, const float *biases,
                       const float *inputs, int64_t is_last, float *outputs)
{
    for (int64_t c = 0; c < n; c += COLUMNS) {
        int64_t r = 0;
        for (; r + ROWS <= n_out; r += ROWS)
            run_tile(ROWS, n_in, n, weights + r * n_in, biases + r, inputs + c, is_last, outputs + r * n + c);
        for (; r < n_out; r++)
            run_tile(1, n_in, n, weights + r * n_in, biases + r, inputs + c, is_last, outputs + r * n + c);
    }
    return n_out;
}
