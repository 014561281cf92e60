"""Small pure functions over Arrow arrays of texts: n texts in, n values out, in the same order.

markup       tags and entities mended or found, in whole arrays of texts
entities     entities, also damaged ones -> characters
rests        entities without their ampersand -> characters
tags         drops tags, comments and scripts
spacing      the white space that stands for markup
repair       broken encodings and HTML entities -> the intended text
boilerplate  drops lines that belong to the web page and not to the article
count        counts words
language     the language of a text, with a confidence
dates        dates in the usual notations -> UTC
ids          a name for each text, hashed from its content
"""
