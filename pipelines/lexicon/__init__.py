"""The lexicon: the candidates for each word and phrase, compiled once from public sources, loaded in milliseconds.

load      a compiled lexicon from its file
assemble  the lexicon of one profile: the compiled one, weighed and taught
weigh     its rows, weighed and picked as the profile asks
teach     candidates and weights learned from samples, on top
habits    how readily units are swapped, as compiled or as learned from samples
learned   tables of swaps learned from samples, as text
lists     word lists, such as names and function words

build/    the lexicon compiled from its sources
"""
