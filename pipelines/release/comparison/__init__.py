"""Two releases compared.

compare    the result, and the steps in order
id_hashes  ids, texts and numbers as hashes of 64 bits
digests    the digest of a file of pairs, which is published beside it
pair_rows  the pairs of both in narrow columns; files that both have are read once
changes    pairs matched and counted; moved articles; rates
places     where the pairs that differ are, in both releases
text_hash  articles that have another text, by the groups or their digest
manifests  settings, code, lexicons and frequent swaps that differ
"""
