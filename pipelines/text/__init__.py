"""Small pure functions over Arrow arrays of texts: n texts in, n values out, in the same order.

repair       broken encodings and HTML entities -> the intended text
markup       tags and entities, whole or broken, mended
entities     entities -> the characters that were meant
tags         tags taken out
boilerplate  drops lines that belong to the web page and not to the article
count        counts words
language     the language of a text, with a confidence
dates        dates in the usual notations -> UTC
ids          a name for each text, hashed from its content
"""
