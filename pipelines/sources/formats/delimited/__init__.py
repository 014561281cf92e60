"""CSV and TSV, in the dialect that each file shows.

reader    rows of a file, a block at a time
dialect   the characters that separate, quote and escape the fields of a delimited file
detect    the dialect of a file, by evidence from its start
evidence  the start of a file as one dialect reads it
records   a block of a delimited file -> rows and fields
quotes    the quotes of a block that open and close its fields
"""
