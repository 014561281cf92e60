"""Learn a spinner from samples: read pairs of texts, and write a profile with its table of swaps.

learn        reads a file of pairs and writes the files of a profile
lesson       runs the steps between: align, count, measure, fit and compare
progress     names the steps, and their shares of the time
samples      reads and sorts the pairs
text_words   converts texts to the words that the engine finds
known        holds the expected swaps: those of the lexicon, and those that the samples repeat
chunks       cuts long pairs
align        aligns one pair word by word
pairs        aligns all pairs in two rounds
join         joins swaps that are parts of one phrase
occurrences  finds every occurrence of a unit, kept or swapped
harvest      makes the table of swaps
estimate     computes a number with its uncertainty
habits       measures the amount and the places of swaps
doubts       says what speaks against samples: another language, pairs turned round
marks        measures habits with names, quotations, numbers, articles and capitals
repeats      measures habits with repeated units of one text
fit          fits the candidate choice model to the samples
settings     chooses the fields of the profile
compare      spins the same originals with the new profile
recall       measures recall on held-out swaps
write        writes the profile as YAML
report       writes the report
form         defines the trigger form of the DAG learn_profile, and its tasks
"""
