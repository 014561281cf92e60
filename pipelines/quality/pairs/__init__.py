"""Rules on a row of pairs.

texts       a column of texts as bytes, from code points to bytes
edits       the edits of a table, each distinct word once
rows        one column for each rule on a row
replay      every edit proved, as arrays
origins     what the articles say of their pairs
kept        the words that a profile promises to leave alone
glossary    one of these promises: the words and phrases of a profile's list
brought     characters, markup and words that spinning must not bring into a text
closer      slow checks on a few pairs
similarity  the similarity of clean and spun texts, by a small language model
"""
