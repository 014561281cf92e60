"""Rows of large datasets for a person to look at: a page at a time, and only the row groups that the page needs.

`words.py` says what a word is, `index.py` which rows of a file may have it, `match.py` which rows do; `paging.py` goes
through files from a place on, forwards or back; `pairs.py`, `quarantine.py` and `rejects.py` say what is gone through.
"""
