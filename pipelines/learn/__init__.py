"""A spinner learned from samples: pairs of texts in, a profile with its table of swaps out.

learn        from a file of pairs to the files of a profile
lesson       everything between: pairs aligned, counted, measured, fitted, and compared
progress     the steps, and their shares of the time
samples      the pairs, read and sorted
text_words   texts as the words that the engine sees
known        expected swaps: those of the lexicon, and those that the samples repeat
chunks       long pairs, cut
align        one pair, aligned word by word
pairs        all pairs, aligned in two rounds
occurrences  every occurrence of a unit, kept or swapped
harvest      the table of swaps
estimate     a number with its uncertainty
habits       how much is swapped, and where
marks        habits with names, quotations, numbers, articles and capitals
repeats      habits with repeated units of one text
fit          the candidate choice model, fitted to the samples
settings     the fields of the profile
compare      the same originals spun by the new profile
recall       held-out swaps that the profile expects
write        the profile as YAML
report       the report on what was learned
form         the trigger form of the DAG learn_profile, and its tasks
"""
