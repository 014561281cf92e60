"""A release judged by the models that it trains: a probe.

sample         pairs of a split, chosen by key
metrics        figures of scores, and their intervals
texts          articles, paragraphs and sentences with their labels
words_model    a model of words alone, for comparison
negatives      clean texts that belong to no pair: some to train on, and how many look spun
detection      spun told from clean texts by a model
tagging        the swapped words that a detector finds
restoration    the share of edits whose original word is among the candidates
breakdown      detection and tagging by profile, rate, length and source
real           a user's own samples of real spun text
real_figures   detection of these samples, by file and by family
real_sources   files of real samples as a configuration names them
split_figures  the jobs: figures of a split, of the model of words, and restoration
run            the whole probe
models         the finished part of a corpus with its models and their figures
"""
