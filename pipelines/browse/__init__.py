"""Rows of large datasets a page at a time, read from no more row groups than the page needs.

blocks        the terms of blocks of pairs, for their index
search_terms  the words of a search, and of the index
index         the index of a file of pairs: term -> blocks of rows that may have it
damage        a damaged file named, whatever reading it raises
paging        a page of rows from a place on, forwards or back
match         the conditions of a search, on columns
columns       columns of some rows of a file
shelf         the data files of a release in order
figures       columns of short values, from the digest of a file or from the file
search        a search in a release, block by block, and its total
pairs         pages of the pairs that a search finds, in order or by swap rate
alike         the pairs like one
download      the rows that a search finds as a file
dropped       pages of dropped rows: in quarantine, or rejected
"""
