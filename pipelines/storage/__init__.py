"""All file access. Nothing is visible under its final name before it is whole and on disk.

addresses   addresses in a form that can be compared
roots       the roots that a run is confined to
files       files written whole, linked and hashed
folders     folders named by a URI, created, checked, and written whole
json_files  JSON files
locks       locks between processes
looking     a mode in which finished work is only looked for
receipts    sizes and checksums of finished files
space       a full disk, said in one line
tables      Parquet files: row groups of one size, batches by bytes
"""
