"""Dates in the notations of feeds, pages and data sets.

parse    dates in the usual notations -> UTC
layouts  the layouts of dates as regular expressions
fields   the fields of dates -> microseconds since 1970
epochs   numbers since 1970, recognised by their size
"""
