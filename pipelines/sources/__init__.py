"""The input: clean news in any of the usual formats, read once and cut into raw parts for the mapped ingest tasks.

confine     an input confined to the roots that Airflow's settings name
find        a URI -> the input files it names, in order
read        an input file -> tables of raw rows, through Hugging Face `datasets`
hub         datasets of the Hub, and folders written by save_to_disk
s3          s3:// without an extra package
columns     the columns of the input -> ours, checked before any work is done
json_lines  lines of JSON -> columns, with a reason for each line that is no article
limit       a limited number of rows: a sample of the whole input, or its first rows
split       the tables -> raw parts of about `part_bytes`, named by their content
sample      300 articles for a first run, taken from the gensim wheel
"""
