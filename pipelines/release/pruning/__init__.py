"""Old releases and unused work, deleted.

plan       all that could go, with the bytes that it frees
prune      releases hidden, their files deleted after a time of grace
unused     parts of work that nothing uses
leftovers  files that broken-off runs have left
space      sizes of stored files, and the bytes that deleting frees
"""
