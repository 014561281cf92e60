"""Raw rows, and the files that they come from: what the readers of all formats share.

files         an input file, and its content as bytes or text
away          inputs that cannot be reached: for a moment, or for good
excerpt       names and contents made fit for a message
columns       the columns of the input -> ours, checked before any work is done
content       a name for the content of raw rows, whatever their files
paths         names of columns, and paths to nested fields
json_values   the text of a value that is no string: the readings of optional columns
arrow_values  the same for a whole column of Arrow
unfolding     columns of Arrow whose rows share values, cut before they unfold
classes       the names of classes in place of their numbers
json_shapes   the Arrow types of the fields in lines of JSON
json_lines    lines of JSON -> columns, with a reason for each line that is no article
partitions    columns named by folders: source=bbc/part-0.parquet
needs         libraries that not everybody needs
"""
