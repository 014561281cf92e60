"""The content of an input file -> tables of raw rows. A reader is a module with `FORMATS` and `read`.

files           an input file, and its content as bytes or text
look            the first bytes of a file -> what it is, to be read as that or named
signatures      kinds of files told by their first bytes or characters
json_shape      JSON told apart: an object on each line, or documents that span lines
excerpt         names and contents made fit for a message
columns         the columns of the input -> ours, checked before any work is done
paths           names of columns, and paths to nested fields
json_values     the text of a value that is no string: the readings of optional columns
arrow_values    the same for a whole column of Arrow
classes         the names of classes in place of their numbers
json_shapes     the Arrow types of the fields in lines of JSON
json_lines      lines of JSON -> columns, with a reason for each line that is no article
lines           reader of JSON lines
json_documents  reader of JSON that spans lines
delimited       reader of CSV and TSV
dialect         the characters that separate, quote and escape the fields of a delimited file
detect          the dialect of a file, by evidence from its start
evidence        the start of a file as one dialect reads it
records         a block of a delimited file -> rows and fields
quotes          the quotes of a block that open and close its fields
parquet         reader of Parquet
arrow           reader of Arrow IPC: files (Feather) and streams
text            reader of plain text, an article a file
story           reader of stories of CNN/DailyMail, an article a file
warc            reader of web archives: WARC and WET
pages           the article of a web page
xml_news        reader of news in XML: feeds, NITF, NewsML-G2
xml_tree        XML as a tree, without entities of its own or external files
feeds           entries of RSS and Atom
fragments       the text of a fragment of HTML, as feeds hold it
nitf            documents of NITF and NewsML-G2
partitions      columns named by folders: source=bbc/part-0.parquet
needs           libraries that not everybody needs
registry        the readers of all formats
"""
