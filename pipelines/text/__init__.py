"""Small pure functions over Arrow arrays of texts: n texts in, n values out, in the same order.

repair       broken encodings and HTML entities -> the intended text
boilerplate  drops lines that belong to the web page and not to the article
headlines    the headline above a body; a title that the body repeats is dropped
count        counts words
language     the language of a text, with a confidence
dates        dates in the usual notations -> UTC
ids          a name for each text, hashed from its content
"""
