/* The case of a word, as in vocabulary, and the bits of the gap in front of it, as in gaps. */
enum { LOWER, TITLE, UPPER };
enum { LINE_END = 1, EXCLAMATION = 2, FULL_STOP = 4, PAUSE = 8, QUOTE = 16, TEXT_START = 32, NOT_ONE_SPACE = 64 };
