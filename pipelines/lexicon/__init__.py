"""The lexicon: what may be put for what, compiled once from public sources and loaded in milliseconds.

load      a compiled lexicon from its file
compile   the whole way from the sources to configs/lexicons/english.arrow
sources   the thesaurus, word frequencies and inflected forms, from pinned packages
graph     which terms and links of the thesaurus are kept
readings  how surface forms may be read, and how likely
features  how readily a candidate is chosen, and a unit swapped at all
inflect   the links between base forms, carried over to inflected forms
spelling  British spellings of American units
tabulate  ranked, cut, rounded and sorted, as a table of schemas.LEXICON

`compile` and what it calls run at build time only, with requirements-lexicon.txt.
"""
