"""Figures of the corpus as a whole, and the files of each validated part that they come from.

examine      one pass over the articles of a part, and one over its pairs
statistics   counts of a part, which add up over parts
summary      the statistics of all parts as one, and the first counts
audit_files  small files that a validated part leaves for the audit
figures      the figures that the suite `corpus` judges
dates        dates of the articles that could not be read
placement    each article, group and pair in one split, over all parts
leaks        the rules of placement, on arrays
unseen       proof that no swap of test_unseen is in another split
near         sketches, and near-duplicates between splits
codes        columns as numbers, and rows counted by them
integers     the distinct integers of arrays
cells        figures by profile, source and month of publication
vocabulary   coverage of the distinct words of clean texts by swaps
word_hashes  the words of texts as hashes
surface      surface features of a text: punctuation, white space and capitals, but no words
shortcuts    how well surface features alone tell spun from clean
drift        distances from an earlier release
samples      some pairs for readers
probe_figures  figures of the models that probe_corpus trains, and a summary of them
timings      seconds, rows and words of each stage
"""
