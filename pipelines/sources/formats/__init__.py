"""The content of an input file -> tables of raw rows. A reader is a module with `FORMATS` and `read`.

registry        the readers of all formats
look            the first bytes of a file -> what it is, to be read as that or named
signatures      kinds of files told by their first bytes or characters
json_shape      JSON told apart: an object on each line, or documents that span lines
json_tables     JSON that holds articles in a table or in a list, refused with the command that converts it
lines           reader of JSON lines
json_documents  reader of JSON that spans lines
delimited/      CSV and TSV
parquet         reader of Parquet
arrow           reader of Arrow IPC: files (Feather) and streams
text            reader of plain text, an article a file
story           reader of stories of CNN/DailyMail, an article a file
warc            reader of web archives: WARC and WET
warc_bounds     the lines of headers, and decompressed content, of records that may be of any size
pages           the article of a web page
xml/            news in XML
"""
