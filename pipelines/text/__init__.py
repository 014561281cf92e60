"""Small pure functions over Arrow arrays of texts: n texts in, n values out, in the same order.

repair.py       broken encodings and HTML entities -> what was meant
boilerplate.py  drops lines that belong to the web page and not to the article
words.py        counts words
language.py     which language, and how sure
dates.py        dates as people write them -> UTC
ids.py          a name for each text
headlines.py    the first line, where it is a headline
entities.py     names, as spaCy finds them
"""
