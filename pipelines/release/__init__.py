"""A release: found, read, loaded, and built again.

find        releases found and read
not_latest  a release that LATEST does not name, said with the way to promote it
listing     the releases below a folder, as far as they can be read
manifest_shape  the entries that every reader of a manifest relies on
layout      the folders, search indexes and fields of a release, by the format of its manifest
carried     the groups and splits of a release, for the next one
contents    counts of what a release holds
negatives   its negatives, counted and read
presence    its files looked for
intact      its files compared with their checksums
splits      splits of it that a reader asks for
damage      the error of files that are not as they were published
show_pairs  random pairs of it
load_lines  code that loads a release with `datasets`, for any path
provenance  the origin of a release: configuration, profiles, code, packages
rebuild     a release built again from its manifest, and compared with the original

description/   its card and its Croissant
pointers/      LATEST, tags, and the way back
triage/        the decisions of people on the findings of a dataset
publishing/    a release made visible
pruning/       old releases and unused work deleted
verification/  a release checked from its files alone
comparison/    two releases compared
hub/           a release on the Hugging Face Hub
"""
