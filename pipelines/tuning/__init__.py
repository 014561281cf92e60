"""A configuration tuned to a user's samples: the weights of profiles that train the best detector of them.

news        clean articles of the input: to be spun, and to raise false alarms
components  profiles, and narrower ranges of a mixture, that get weights
spun        pairs of the articles by each component, mixed by weight
samples     the user's samples, with clean texts to compare them with
folds       parts of the samples that the choice is tested on
objective   the figure that is maximised, and the gain in it with its interval
judge       a cheap model of words, trained on a mix
search      weights tried at random, then improved step by step
confirm     the real detector, trained on the default and on the chosen weights
write       the configuration and the profiles that it names
tune        the whole search
"""
