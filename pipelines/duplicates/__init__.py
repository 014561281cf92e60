"""Which texts are the same story: shingles, MinHash, locality-sensitive hashing, connected components.

sketch    texts -> a hash of each text and a MinHash signature
link      signatures -> groups of near-duplicates

Engine code: arrays in, arrays out, no files and no configuration.
"""

from pipelines.duplicates.link import choose_bands, link_signatures
from pipelines.duplicates.sketch import hash_texts, sign_texts

__all__ = ["choose_bands", "hash_texts", "link_signatures", "sign_texts"]
