"""Small pure functions over Arrow arrays of texts: n texts in, n values out, in the same order.

markup/      tags and entities mended
repair       broken encodings and HTML entities -> the intended text
controls     separators and damaged signs among control characters -> line breaks, spaces, signs
boilerplate  drops lines that belong to the web page and not to the article
headlines    the headline above a body; a title that the body repeats is dropped
language     the language of a text, with a confidence
dates/       dates in the usual notations -> UTC
ids          ids of texts and pairs, hashed from their content
"""
