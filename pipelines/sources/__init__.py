"""The input: clean news in any of the usual formats, read once and cut into raw parts for the mapped ingest tasks.

confine       an input confined to the roots that Airflow's settings name
find          a URI -> the input files it names, in order
listing       the files at a path, in a folder or behind a glob
walk          the files below a local folder, through links to folders too
hidden        hidden files and folders that may hold news
arrived       the files that a run takes: complete ones, and those up to a date
outputs       folders that Spindle itself wrote, which hold no news
documents     text files that stand beside news and describe it
file_systems  file systems of fsspec, and whether one is local
inspection    a look at all files before the first is read
changes       the state of a file, compared before and after it is read
raw/          raw rows, and the files that they come from
formats/      the content of a file -> tables of raw rows: a reader for each format
read          the input -> tables of raw rows
rows          rows of one file by the names of their columns: samples of a spinner
input_table   a file or a split of a dataset, with the columns that it has
missing       columns that a file lacks: they cost its rows
textless      an input in which no row has a text
negatives     errors in the inputs of negatives, with their settings
orders        the order of day and month in dates such as 04/05/2019
archives      the members of zip and tar files
web           a file at http:// or https://, downloaded
hub           datasets of the Hub, and folders written by save_to_disk
limit         a limited number of rows: a sample of the whole input, or its first rows
borders       content-defined borders of raw parts and of their groups
split         the tables -> raw parts of about `part_bytes`, named by their content
sample        300 articles for a first run, taken from the gensim wheel
"""
