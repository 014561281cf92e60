"""Compare generated text with real spun text, on samples that the measured profile was not learned from.

samples          reads the real pairs and spun texts, and draws folds of the pairs
sentences        cuts texts into sentences, and to lengths
news             reads clean sentences to spin, and articles that no detector trains on
swaps            finds the swaps of real pairs, by two alignments
learning         learns profiles from some of the samples
study            holds the pairs, their folds and the profiles learned from them
families         lists the traces of each family in the project
corpora          makes corpora: the default, mixes, and both without a family
baselines        makes profiles of nlpaug to compare with
generated        spins sentences with a profile
recall           measures the share of real swaps among a profile's best candidates
seed             measures the share of the seed's swaps that a profile can make
distances        measures distances between real and generated text
sentence_rates   measures the swap rates of sentences
contrasts        edits clean articles as people do
detector         counts words once, and trains detectors on the counts
exam             holds the texts that all detectors score
training         trains a detector for each corpus, on sentences that each profile spins once
transfer         trains and scores all corpora with all seeds
outcomes         measures the scores: paired accuracy, AUROC, TPR, and their intervals
transfer_tables  tabulates the figures of real pairs and texts
contrast_table   tabulates the figures of edited texts
components       lists the components of a tuned corpus, each also without a family
judge            measures the weights of components, family by family
selection        chooses weights by adding components one at a time
tuning           runs the search with several seeds, and without each family
tuned_corpus     describes the weights found, and writes them into a configuration
questions        answers the other questions with tables
report           writes the tables to benchmarks/FIDELITY.md
"""
