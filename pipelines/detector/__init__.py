"""A detector of spun text: trained on pairs, saved as one file, and run on any text.

Words that a spinner put in stand oddly: rare for their place, beside words that they seldom stand beside. The detector
counts how clean text and spun text use words, describes each word by these counts, and judges words, sentences and
texts by small networks. Scoring needs numpy alone.

detector          scores of texts, sentences and words, and the spans that look swapped
word_stream       the words of many texts as one stream of keys
sentences         the first words of sentences, windows and texts
ngrams            keys of the n-grams around each word
text_blocks       borders of blocks of texts
count_table       counts of hashed keys in two bytes a slot
language_model    counts of n-grams in clean text
swap_habits       counts of words put in, left and taken out by spinners
embeddings        vectors of common words, from their neighbours in clean text
word_features     all features of a word
segment_features  features of a sentence or a window of text
context_features  features of a word from the words and the text around it
network           small networks of dense layers, run
training_rows     rows of features as networks are trained on them
gradients         gradients of a network over a batch
fit_network       such a network trained
side              the clean or the spun texts of pairs
half_rows         features in half precision
held_out          words that count as held out in training
count_tables      all counts of pairs
fold_sides        texts described by the counts of other groups
thresholds        least scores that call something spun
fit_jobs          the networks trained on these texts, and their thresholds
train             a detector trained on pairs
fitting_arrays    the shapes of its arrays, checked in a model from elsewhere
model_file        a detector as a file of arrays
"""
