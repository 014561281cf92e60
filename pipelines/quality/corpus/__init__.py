"""Figures of the corpus as a whole, from what each validated part leaves.

figures     the figures that the suite `corpus` judges
statistics  counts of a part, and how the counts of many add up
traces      small files that a validated part leaves for the audit
near        sketches, and near-copies between splits
vocabulary  distinct words of clean and spun texts
words       the words of texts, coded
form        counts that show a text's form and nothing of its words
shortcuts   how well form alone tells spun from clean
swaps       swaps of test_unseen that are in another split
placement   each article, group and pair in one split, over all parts
leaks       the rules of placement, on arrays
drift       distance from the release before
samples     some pairs to look at
timings     seconds, rows and words of each stage
"""
