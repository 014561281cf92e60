"""The lexicon compiled from its sources: run at build time only, with requirements-lexicon.txt.

compile     the whole way from the sources to configs/lexicons/english.arrow
public_data  the thesaurus, word frequencies and inflected forms, from pinned packages
wordnet     links and names of WordNet
hand        the hand-written tables of four families of spinners
graph       the terms and links of the sources that are kept
readings    the readings of surface forms, and how likely each is
features    neighbours that terms share, and how readily a unit is swapped at all
inflect     the links between base forms, carried over to inflected forms
choice      the model of how likely a spinner is to pick a candidate
fit         the model fitted on swaps of real spinners
spelling    British spellings of American units
tabulate    rows ranked, cut, rounded and sorted, as a table of schemas.LEXICON
rebuild     the lexicon compiled again, step by step, for a workflow
"""
