"""Two releases compared.

compare    the result, and the steps in order
pair_rows  the pairs of both in narrow columns; files that both have are read once
changes    pairs matched and counted; moved articles; rates
places     where the pairs that differ are, in both releases
text_hash  articles that have another text
manifests  settings, code, lexicons and frequent swaps that differ
"""
