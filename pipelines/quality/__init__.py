"""The checks on the pairs.

replay      proves every edit, as arrays
rows        one column per rule on a row
suites      Great Expectations suites: load, run, add up over parts
statistics  what is counted of a part, and how the counts of many add up
samples     some pairs to look at
docs        the Data Docs site of a run
"""
