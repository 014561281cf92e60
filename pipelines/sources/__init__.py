"""Reading the input: whatever clean news is kept in, cut into raw parts that the mapped ingest tasks take.

find.py     a URI -> the files it names, in order
read.py     a file -> tables of raw rows, through Hugging Face `datasets`
hub.py      the same for datasets of the Hub and folders written by save_to_disk
columns.py  the input's columns -> ours, checked at the door
s3.py       s3:// without a further package
split.py    the tables -> raw parts of about `part_bytes`, named by their content
"""

from pipelines.sources.split import group_raw_parts, split_input

__all__ = ["group_raw_parts", "split_input"]
