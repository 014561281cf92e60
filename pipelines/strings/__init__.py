"""Strings of Arrow as bytes and as integers, for all rooms.

buffers     the bytes of strings, without a copy
hashes      integers of 64 bits that name strings
invisible   characters that nobody sees, and no-break spaces
points      numbers of code points
spaces      white space found, and runs of it as one space
surrogates  halves of surrogate pairs in Python strings as U+FFFD
"""
