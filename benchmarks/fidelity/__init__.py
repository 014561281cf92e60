"""Compare generated text with real spun text, on samples that the measured profile was not learned from.

samples    reads the real pairs, draws folds, and reads clean sentences to spin
swaps      finds the swaps of real pairs, by two alignments
learning   learns profiles from some of the samples
study      holds the samples, their folds and the profiles learned from them
baselines  makes profiles of nlpaug to compare with
generated  spins sentences with a profile
recall     measures the share of real swaps among a profile's best candidates
seed       measures the share of the seed's swaps that a profile can make
distances  measures distances between real and generated text
transfer   trains a detector on generated pairs and scores real ones
questions  answers each question with a table
report     writes the tables to benchmarks/FIDELITY.md
"""
