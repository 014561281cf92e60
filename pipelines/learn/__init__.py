"""A spinner learned from samples: pairs of texts in, a profile with its table of swaps out.

learn     the whole way
samples   the pairs, read and sorted
words     texts as the words that the engine sees
known     which swaps may be expected
chunks    long pairs, cut
align     one pair, word by word
pairs     all pairs, in two rounds
"""
