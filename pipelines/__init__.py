"""Spindle: builds paired training corpora of clean and spun news.

config    what a run is asked to do, checked at the door
profiles  how one spinner writes
storage   all file access: atomic writes, checksums
parts     finished work, named by what it was made from
stages    ingest_articles, group_duplicates, spin_articles, validate_pairs, audit_corpus, publish_release
engine    the swaps, as arrays
lexicon   what may be put for what
quality   the checks on the pairs
run       the stages in order
cli       the `spindle` command
"""
