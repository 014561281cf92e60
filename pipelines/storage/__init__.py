"""All file access, on disks and in object stores. Nothing is visible under its final name before it is whole.

addresses   addresses in a form that can be compared
roots       the roots that a run is confined to
access      access to buckets of S3: keys, region and endpoint
arrow_s3    s3:// for fsspec, through pyarrow's S3 client
objects     object stores: their few operations, and the client
places      files and folders on a disk or in an object store, under the same names of methods
cache       local copies of objects, named by their content
plain_files  files read as a whole, and nothing else in their place
files       files written whole, shared, moved and hashed
swaps       small files that several processes change: created, or swapped by who has seen the last state
folders     folders created, checked, and written whole
json_files  JSON files
shapes      the shape of a JSON file, which readers rely on
locks       locks between processes
parallel    requests to a store at the same time
looking     a mode in which finished work is only looked for
temporary   folders for temporary files, deleted later if their process is killed
receipts    sizes and checksums of finished files
standard_streams  stdin, stdout and stderr, also where they are closed
failing     storage that fails, a full disk or another fault, said in one line
tables      Parquet files: row groups cut by content, batches by bytes
"""
