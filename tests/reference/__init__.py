"""The engine, slow and obvious: plain Python, one text, one word, one slot at a time.

`pipelines.engine` computes the same with arrays and must equal this exactly.

tokens         the tokens of a text
lexicon        a lexicon from a dict, as a table and as the engine's record
protect        protected words: all rules
current_words  the words that go from pass to pass
units          the lexicon's units in a text
draw           random numbers, windows, tastes and choices
swaps          the swaps of a pass
compose        the edits of several passes as one
spin           all of it, in order
delimited      rows and fields of CSV and TSV, for `pipelines.sources.formats`
"""
