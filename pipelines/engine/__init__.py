"""The engine: pure functions from arrays to arrays, without a loop over texts or words.

buffers          strings as one array of bytes and offsets
tokens           the tokens of texts
gaps             the gap before each token: punctuation, line ends, a space
word_keys        words as integers, for look-ups in bulk
vocabulary       the distinct words of a batch, described once per word
analysis         tokens, gaps and vocabulary of a batch together
int_table        integers with a value each, for look-ups in bulk
phrases          a table of words and phrases, matched at all positions at once
kernels/         the loops that arrays take several passes for, in C
indefinite       the indefinite article, a or an, that a text needs
apostrophes      texts with curly apostrophes
casings          the casings of replacements
candidate_words  the words of the lexicon's candidates
origins          sets of origins of candidates
inventory        the texts of units and candidates, shared by lexicons
lexicon          units and their weighted candidates
rows             the rows of a lexicon in bulk: kept, weighed and sorted
index            rows as a lexicon, or as two, the sides of a hold-out
hold_out         held-out words, for a test split of unseen replacements
rules            the rules of one spinner as plain values
parameters       parameters of each text: what may change, how often, by which weights
draw             random numbers by key
waits            random waiting times that rank the slots of a text
pick             the draw of the slots that are swapped, by their waiting times
taste            random likes and dislikes of units and candidates
levels           the parts of the weights of candidates that depend on the text
plan             the decisions that hold for all passes over a batch
masks            masks over tokens, one function per rule
glossary         lists of words and phrases, and the tokens inside their entries
title_lines      lines in Title Case, in which a capital tells nothing of names
acronyms         words in capitals among others
name_parts       small words inside names
names            name-like words, and names among them
numbers          numbers in digits that may be swapped
spans            spans given by a caller that must not change
markup           tags, comments, scripts and entities, that must not change
protect          protected words, by all rules together
current_words    the words of the current texts, from pass to pass
sentences        the sentences of clean texts, and how the swaps spread over them
clean_words      the words of clean texts, for the first pass
units            the lexicon's units in texts: phrases, then single words
slots            the slots of a pass with their propensities
choose           the candidate of each slot
pass_state       the state before a pass, and the random numbers of its slots
swaps            the swaps of one pass
pieces           swaps as stretches to replace, and as edits
splice           the new texts, and the places of the replacements in them
replace          the words of the texts after a pass
compose          the edits of several passes as one
undone           edits that later passes have led back to their originals
contract         the output: spun texts and edits in the layout of the schema
spin             all of it, in order
"""

from pipelines.engine.contract import SpunTexts
from pipelines.engine.rules import Rules
from pipelines.engine.spans import Spans, join_spans
from pipelines.engine.spin import spin_texts

__all__ = ["Rules", "Spans", "SpunTexts", "join_spans", "spin_texts"]
