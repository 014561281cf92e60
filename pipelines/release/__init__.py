"""A release: found, published, described, verified.

find        releases found, listed and read
layout      the folders, search indexes and fields of a release, by the format of its manifest
publish     a release made visible, its manifest last
pointers    LATEST and the README beside it
tags        names that people give to releases
history     the versions that LATEST named before
prune       old releases pruned, the manifest first
pruning     all that pruning deletes of a dataset, planned and carried out
marks       marks of the releases that are being pruned
restore     a release that was about to be pruned, whole again
write       the files of a release, its manifest last
carried     the groups and splits of a release, for the next one
contents    counts of what a release holds
card        the dataset card, README.md
croissant   the Croissant description, croissant.json
load_lines  code that loads a release with `datasets`, for any path
provenance  the origin of a release: configuration, profiles, code, packages
unused      parts of work that nothing uses
leftovers   files that broken-off runs have left
space       sizes of stored files, and the bytes that deleting frees
verify      a release checked from its files alone
"""
