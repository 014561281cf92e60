"""Near-duplicate texts: shingles, MinHash, locality-sensitive hashing, connected components.

sketch       a MinHash signature of each text
low_bytes    the low bytes of signatures, by which pairs are compared
containment  the share of a text's words that stand in another one, in order
copies       the texts to be grouped, and the copies among them
link         groups of near-duplicates from the signatures and the words
carry        groups and splits carried over from an earlier release
assign       a split for each new group

Arrays in, arrays out: no files and no configuration.
"""

from pipelines.duplicates.assign import assign_groups, assign_splits, draw_splits
from pipelines.duplicates.carry import NONE, Assigned, carry_groups
from pipelines.duplicates.link import choose_bands, join, link_signatures
from pipelines.duplicates.sketch import sign_texts

__all__ = [
    "NONE",
    "Assigned",
    "assign_groups",
    "assign_splits",
    "carry_groups",
    "choose_bands",
    "draw_splits",
    "join",
    "link_signatures",
    "sign_texts",
]
