/* White space of Unicode in UTF-8. */
#include <stdbool.h>
#include <stdint.h>

/* A character of white space begins at a byte; `end` is the end of its text. */
static inline bool begins_white_space(const uint8_t *data, int64_t at, int64_t end)
{
    uint8_t byte = data[at];
    if (byte < 0x80)
        return byte == ' ' || (byte >= '\t' && byte <= '\r');
    if (byte == 0xC2)
        return at + 1 < end && (data[at + 1] == 0x85 || data[at + 1] == 0xA0);
    if (byte < 0xE1 || byte > 0xE3 || at + 2 >= end)
        return false;
    uint8_t second = data[at + 1], third = data[at + 2];
    if (byte == 0xE1)
        return second == 0x9A && third == 0x80;
    if (byte == 0xE3)
        return second == 0x80 && third == 0x80;
    return (second == 0x80 && (third <= 0x8A || third == 0xA8 || third == 0xA9 || third == 0xAF)) ||
           (second == 0x81 && third == 0x9F);
}
