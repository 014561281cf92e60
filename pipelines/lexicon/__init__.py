"""The lexicon: what may be put for what, compiled once from public sources and loaded in milliseconds.

load      a compiled lexicon from its file
assemble  the lexicon of one profile: the compiled one, weighed and taught
weigh     its rows, weighed and picked as the profile says
teach     what samples taught of candidates, on top
habits    how readily units are swapped, as compiled or as samples taught
learned   tables of swaps learned from samples, as text

compile   the whole way from the sources to configs/lexicons/english.arrow
sources   the thesaurus, word frequencies and inflected forms, from pinned packages
wordnet   links and names of WordNet
hand      the hand-written tables of four families of spinners
graph     which terms and links of the sources are kept
readings  how surface forms may be read, and how likely
features  neighbours that terms share, and how readily a unit is swapped at all
inflect   the links between base forms, carried over to inflected forms
choice    how likely a spinner is to pick a candidate: the model
fit       the model fitted on swaps of real spinners
spelling  British spellings of American units
tabulate  ranked, cut, rounded and sorted, as a table of schemas.LEXICON

`compile` and what it calls run at build time only, with requirements-lexicon.txt.
"""
