"""A release judged by the models that it trains: a probe.

sample  pairs of a split, chosen by key
real    a user's own samples of real spun text
run     the whole probe
"""
