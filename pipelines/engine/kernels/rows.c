/* Rows of features as networks are trained on them. */
#include <string.h>

#include "kernels.h"
#include "memory.h"

/* Bytes that are fetched at once. */
#define LINE 64

int64_t take_rows(int64_t n_chosen, int64_t n_features, int64_t n_labels, const uint8_t *values, const bool *labels,
                  const int32_t *chosen, const float *gain, const float *shift, float *scaled, float *taken)
{
    for (int64_t i = 0; i < n_chosen; i++) {
        const uint8_t *row = values + chosen[i] * n_features;
        int64_t later = chosen[i + 2 * AHEAD < n_chosen ? i + 2 * AHEAD : n_chosen - 1];
        for (int64_t j = 0; j < n_features; j += LINE)
            PREFETCH(values + later * n_features + j);
        PREFETCH(values + (later + 1) * n_features - 1);
        PREFETCH(labels + later * n_labels);
        float *to = scaled + i * (n_features + 1);
        for (int64_t j = 0; j < n_features; j++)
            to[j] = (float)row[j] * gain[j] + shift[j];
        for (int64_t j = 0; j < n_labels; j++)
            taken[i * n_labels + j] = labels[chosen[i] * n_labels + j];
    }
    return n_chosen;
}

int64_t stop_slopes(int64_t n_slopes, const float *outputs, float *slopes)
{
    for (int64_t i = 0; i < n_slopes; i++)
        slopes[i] = outputs[i] > 0 ? slopes[i] : 0;
    return n_slopes;
}

/* A number in half precision, which is finite. */
static inline float widen(uint16_t half)
{
    uint32_t bits = (uint32_t)(half & 0x7FFF) << 13, sign = (uint32_t)(half & 0x8000) << 16;
    float value;
    memcpy(&value, &bits, sizeof value);
    value *= 0x1p112f; /* the exponents of both precisions differ by 112 */
    memcpy(&bits, &value, sizeof bits);
    bits |= sign;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* The nearest number in half precision, of two the even one. */
static inline uint16_t narrow(float value)
{
    uint32_t bits, least;
    memcpy(&bits, &value, sizeof bits);
    uint32_t sign = bits >> 16 & 0x8000;
    bits &= 0x7FFFFFFF;
    memcpy(&value, &bits, sizeof value);
    value += 0.5f; /* below the normal numbers: its last bit is the least number */
    memcpy(&least, &value, sizeof least);
    uint32_t normal = ((bits + 0xFFF + (bits >> 13 & 1)) >> 13) - (112 << 10);
    uint32_t half = bits < 113u << 23 ? least - 0x3F000000 : normal;
    return (uint16_t)(sign | (bits >= 0x477FF000 ? 0x7C00 : half));
}

/* Rows and columns are exchanged in parts that stay in the cache. */
#define PART 64

int64_t narrow_columns(int64_t n_rows, int64_t n_features, const float *columns, uint16_t *halves)
{
    uint16_t part[PART];
    for (int64_t first = 0; first < n_rows; first += PART) {
        int64_t n = n_rows - first < PART ? n_rows - first : PART;
        for (int64_t j = 0; j < n_features; j++) {
            for (int64_t i = 0; i < n; i++)
                part[i] = narrow(columns[j * n_rows + first + i]);
            for (int64_t i = 0; i < n; i++)
                halves[(first + i) * n_features + j] = part[i];
        }
    }
    return n_rows;
}

int64_t widen_rows(int64_t n_rows, int64_t n_features, const uint16_t *halves, float *columns)
{
    uint16_t part[PART];
    for (int64_t first = 0; first < n_rows; first += PART) {
        int64_t n = n_rows - first < PART ? n_rows - first : PART;
        for (int64_t j = 0; j < n_features; j++) {
            for (int64_t i = 0; i < n; i++)
                part[i] = halves[(first + i) * n_features + j];
            for (int64_t i = 0; i < n; i++)
                columns[j * n_rows + first + i] = widen(part[i]);
        }
    }
    return n_rows;
}

int64_t encode_rows(int64_t n_chosen, int64_t n_features, const uint16_t *halves, const int64_t *chosen,
                    const float *lows, const float *steps, int64_t most, uint8_t *codes)
{
    for (int64_t i = 0; i < n_chosen; i++) {
        const uint16_t *row = halves + chosen[i] * n_features;
        for (int64_t j = 0; j < n_features; j++) {
            float code = (widen(row[j]) - lows[j]) / steps[j];
            code = code > 0 ? code : 0;
            code = code < (float)most ? code : (float)most;
            codes[i * n_features + j] = (uint8_t)(code + 0x1.8p23f - 0x1.8p23f); /* rounds half to even */
        }
    }
    return n_chosen;
}
