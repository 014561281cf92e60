"""Does generated text look like real spun text? Measured against real samples, never on what was learned from.

samples    the real pairs, in folds; clean sentences to spin
swaps      what was put for what in a pair, by two alignments
learning   profiles learned from some of the samples
recall     are the real swaps among the best candidates?
seed       can the autoblog profile make the swaps of the seed?
generated  sentences and what a profile makes of them
distances  do real and generated text differ more than two real samples?
transfer   does a detector trained on generated pairs know real ones?
report     the tables, into benchmarks/FIDELITY.md
"""
