"""The checks on the pairs.

texts       a column of texts as bytes, from code points to bytes
replay      proves every edit, as arrays
edits       the edits of a table, each distinct word once
origins     what the articles say of their pairs
kept        what a profile promises to leave alone, and glossary, one of its rules
brought     what spinning brought into a text that has no place there
closer      slow checks on a few pairs
rows        one column per rule on a row
suites      Great Expectations suites: load, run, add up over parts
statistics  what is counted of a part, and how the counts of many add up
traces      what a validated part leaves for the audit: near (sketches), vocabulary, form and shortcuts, over words
swaps       whether the swaps of test_unseen are in no other split
leaks       whether anything is in two splits, or twice
drift       how far a corpus is from the release before
figures     what the suite `corpus` judges
verdict     from what the checks found to a verdict
samples     some pairs to look at
docs        the Data Docs site of a run
"""
