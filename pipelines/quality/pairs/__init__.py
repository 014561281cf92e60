"""Rules on a single row of pairs.

rows        the findings on each row, one column per rule
contract    the columns of a file
texts       a column of texts as bytes, and a map from code points to bytes
edits       the edits of a table as arrays, with each distinct string once
replay      proof of every edit
articles    the articles that pairs are checked against
promises    the words that a profile promises to leave alone
names       edits that swap a name
protected   edits that touch numbers, quotations, hyphenated words or addresses
glossary    edits that touch a word or phrase of a profile's glossary
markup      markup in clean texts, and edits that touch it
intrusions  characters and markup that swaps add, and function words that they remove
sampled     slow checks on a sample of the pairs
similarity  similarity in meaning of clean and spun texts, by a small language model
"""
