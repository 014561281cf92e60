"""A release: found, published, described, verified.

find        releases found, listed and read
layout      the folders, search indexes and fields of a release, by the format of its manifest
publish     a release made visible, its manifest last
pointers    LATEST and the README beside it
write       the files of a release, its manifest last
carried     the groups and splits of a release, for the next one
contents    counts of what a release holds
card        the dataset card, README.md
croissant   the Croissant description, croissant.json
derivation  the provenance in croissant.json: inputs, sources, earlier release, activity, agents (PROV-O)
responsible the responsible-AI properties in croissant.json (RAI 1.0)
load_lines  code that loads a release with `datasets`, for any path
provenance  the origin of a release: configuration, profiles, code, packages
unused      parts of work that nothing uses, and the bytes that deleting frees
verify      a release checked from its files alone
"""
