"""All file access. Nothing is visible under its final name before it is whole and on disk.

files       files written whole, linked and hashed
folders     folders named by a URI, created, checked, and written whole
json_files  JSON files
tables      Parquet files: row groups of one size, batches by bytes
"""
