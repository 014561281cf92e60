"""The steps of group_duplicates that run apart: a sketch of each part, and jobs that link near-duplicates.

sketches       the finished sketch of a part of articles: ids, text hashes, MinHash signatures and codes of words
sketch_files   the sketches of all parts as one table on disk
survivors      the texts of all parts without copies, and the finished list of those dropped
plan           the number of linking jobs, and the bands and key ranges of each
known          the memory of the latest release: articles by id, then by text, and groups by name
edges          near-duplicates found in some bands, from the sketches on disk
link           the finished part of a linking job
"""
