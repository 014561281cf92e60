"""A release checked from its files alone.

rules      the rules that a verified release must keep, and their results
verify     all checks, in order
manifest   its manifest checked, and the names beside it
rows       the rows of a data file checked
negatives  the files of negatives checked
"""
