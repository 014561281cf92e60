"""A release: found, published, described, verified.

find        releases found, listed and read
publish     a release made visible: one publisher at a time, LATEST swapped at the end
contents    counts of what a release holds
card        the dataset card, README.md
croissant   the Croissant description, croissant.json
provenance  how a release came to be: configuration, profiles, code, packages
verify      a release proved again, from its files alone
"""
