"""A release: found, published, described, verified, rebuilt, uploaded.

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
derivation  the provenance in croissant.json: inputs, sources, earlier release, activity, agents (PROV-O)
responsible the responsible-AI properties in croissant.json (RAI 1.0)
load_lines  code that loads a release with `datasets`, for any path
provenance  the origin of a release: configuration, profiles, code, packages
hub         a dataset repository of the Hugging Face Hub: its state, its files compared
push        a release uploaded to the Hugging Face Hub, and compared there
rebuild     a release built again from its manifest, and compared with the original
unused      parts of work that nothing uses
leftovers   files that broken-off runs have left
space       sizes of stored files, and the bytes that deleting frees
rules       the rules that a verified release must keep, and their results
verify      a release checked from its files alone
verify_manifest  its manifest checked, and the names beside it
verify_rows      the rows of a data file checked
compare     two releases compared: the result, and the steps in order
pair_rows   the pairs of two releases in narrow columns; files that both have are read once
changes     pairs of two releases matched and counted; moved articles; rates
text_hash   articles that have another text in two releases
manifests   settings, code, lexicons and frequent swaps that differ between two releases
"""
