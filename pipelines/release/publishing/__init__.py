"""A release made visible.

publish  versions that only go up, the manifest last, then LATEST
write    the files of a release, its manifest last
"""
