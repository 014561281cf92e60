"""The lexicon: the candidates for each word and phrase, compiled once from public sources, loaded in milliseconds.

load      reads a compiled lexicon from its file
assemble  makes the lexicon of one profile: weigh the compiled lexicon, then add learned swaps
weigh     selects and weighs the rows of the compiled lexicon
optional  adds the rows of origins that only some profiles name
extend    adds units and candidates that have no rows yet
teach     adds candidates and weights learned from samples
habits    computes the propensity of units, compiled or learned from samples
learned   reads and writes tables of swaps learned from samples
lists     reads word lists, such as names and function words

build/    compiles the lexicon from its sources
"""
