"""Spindle: builds paired training corpora of clean and spun news.

config      what a run is asked to do, checked at the door
profiles    how one spinner writes
storage     all file access: atomic writes, checksums
parts       finished work, named by what it was made from
sources     the input, read once and cut into parts
text        repair, boilerplate, language and dates of an article
duplicates  which articles are near-copies
engine      the swaps, as arrays
lexicon     what may be put for what
learn       a profile from samples of a spinner
quality     the checks on the pairs
stages      ingest_articles, group_duplicates, spin_articles, validate_pairs, audit_corpus, publish_release
publishing  how a release becomes visible; card, croissant, contents and provenance describe it
releases    releases found, listed and read; verify proves one again
run         the stages in order, on all cores; tasks are the same for a workflow
rebuild     the lexicon compiled again, for a workflow
cli         the `spindle` command
"""
