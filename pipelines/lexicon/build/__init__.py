"""Compile the lexicon from public data and hand-written tables, at build time, with requirements-lexicon.txt.

compile      compiles configs/lexicons/english.arrow
public_data  reads the thesaurus, word frequencies and inflected forms from pinned packages
wordnet      reads links and names of WordNet
hand         reads the hand-written tables of four families of spinners
graph        selects terms and links
readings     computes the readings of surface forms, with their shares
features     computes shared neighbours of terms, and the propensity of units
inflect      applies the links between base forms to inflected forms
choice       defines the candidate choice model
fit          fits the candidate choice model to swaps of real spinners
spelling     finds British spellings of American units
optional     compiles configs/lexicons/english_optional.arrow
lemmas       finds uninflected lemmas of any sense
padding      adds intensifiers and adverbs to words
tabulate     ranks, cuts, rounds and sorts the rows into a table of schemas.LEXICON
rebuild      compiles the lexicon again, step by step, for a workflow
"""
