"""A spinner learned from samples: pairs of texts in, a profile with its table of swaps out.

learn        the whole way, from a file to files; lesson is all between
samples      the pairs, read and sorted
words        texts as the words that the engine sees
known        which swaps may be expected
chunks       long pairs, cut
align        one pair, word by word
pairs        all pairs, in two rounds
occurrences  every place of a unit, and what became of it
harvest      the table of swaps
estimate     a number with its uncertainty
habits       how much is swapped, and where; marks and repeats are more of them
fit          how candidates are chosen
settings     the fields of the profile
compare      what the new profile makes of the same originals
recall       whether it would have known swaps that it did not see
write        the profile as YAML; report says what was learned
form         the form of the learn_profile DAG, and what its tasks do
"""
