"""The lexicon compiled from public data and hand-written tables, at build time, with requirements-lexicon.txt.

compile     from the data to configs/lexicons/english.arrow
public_data  the thesaurus, word frequencies and inflected forms, from pinned packages
wordnet     links and names of WordNet
hand        the hand-written tables of four families of spinners
graph       the terms and links that are kept
readings    the readings of surface forms, and how likely each is
features    neighbours that terms share, and the propensity of a unit to be swapped
inflect     the links between base forms, carried over to inflected forms
choice      the candidate choice model
fit         the candidate choice model fitted to swaps of real spinners
spelling    British spellings of American units
tabulate    rows ranked, cut, rounded and sorted, as a table of schemas.LEXICON
rebuild     the lexicon compiled again, step by step, for a workflow
"""
