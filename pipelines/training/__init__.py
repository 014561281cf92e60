"""A release made ready to train on.

code_points     texts as arrays of code points, and strings cut from them
edit_spans      the edits of many pairs as flat arrays of spans
segments        sentences and paragraphs, at the same places in both texts of a pair
views           functions on Arrow tables, applied to a dataset, a stream, or all splits of either
classification  rows of a text and its label, clean or spun
negatives       negatives among the rows of a classification
token_labels    labels for the tokens of a tokenizer
word_labels     labels for words and marks, without a tokenizer
candidates      candidates for the original of each edit, from the reversed lexicon
restoration     spun texts and their clean texts, and edits undone and done again
formats         the formats of an export, and the rows of each
export          a release written in another format, split by split
"""
