"""A detector of spun text: trained on pairs, saved as one file, and run on any text.

detector    scores of texts, sentences and words, and the spans that look swapped
train       a detector trained on pairs
model_file  a detector as a file of arrays
"""
