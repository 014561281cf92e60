"""The lexicon: what may be put for what, compiled once from public sources and loaded in milliseconds.

load      a compiled lexicon from its file
compile   the whole way from the sources to configs/lexicons/english.arrow
sources   the thesaurus, word frequencies and inflected forms, from pinned packages
graph     which terms and links of the thesaurus are kept
features  how readily a candidate is chosen, and a unit swapped at all
inflect   the links between base forms, carried over to inflected forms

`compile` and what it calls run at build time only, with requirements-lexicon.txt.
"""
