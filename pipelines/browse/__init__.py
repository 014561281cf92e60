"""Rows of large datasets a page at a time, read from no more row groups than the page needs.

search_terms  the words of a search, and of the index
index         the index of a file of pairs: term -> blocks of rows that may have it
match         the rows of a row group that match a search
paging        a page of rows from a place on, forwards or back
pairs         pages of the pairs of a release
dropped       pages of dropped rows: in quarantine, or rejected
"""
