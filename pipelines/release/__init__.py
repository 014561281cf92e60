"""A release: found, published, described, verified.

find        releases found, listed and read
layout      the folders, search indexes and fields of a release, by the format of its manifest
publish     a release made visible: one publisher at a time, LATEST swapped at the end
write       the files of a release, its manifest last
carried     the groups and splits of a release, for the next one
contents    counts of what a release holds
card        the dataset card, README.md
croissant   the Croissant description, croissant.json
load_lines  code that loads a release with `datasets`, for any path
provenance  the origin of a release: configuration, profiles, code, packages
unused      parts of work that nothing uses, and the bytes that deleting frees
rules       the rules that a verified release must keep, and their results
verify      a release checked from its files alone
verify_manifest  its manifest checked, and the names beside it
verify_rows      the rows of a data file checked
"""
