"""The content of an input file -> tables of raw rows. A reader is a module with `FORMATS` and `read`.

files         an input file, and its content as bytes or text
paths         names of columns, and paths to nested fields
json_values   the text of a value that is no string: the readings of optional columns
arrow_values  the same for a whole column of Arrow
classes       the names of classes in place of their numbers
columns       the columns of the input -> ours, checked before any work is done
json_shapes   the Arrow types of the fields in lines of JSON
json_lines    lines of JSON -> columns, with a reason for each line that is no article
lines         reader of JSON lines
delimited     reader of CSV and TSV
parquet       reader of Parquet
text          reader of plain text, an article a file
registry      the readers of all formats
"""
