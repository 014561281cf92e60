"""Finished work: a folder `work/<stage>/<key>/` is a part, named after its inputs, and never computed twice.

part       a part, the parts of one chain, the parts of a run
writer     the output of a stage while it computes a part
finish     finished parts found, compared with their receipts, or computed
rejects    the gate on rejected rows
progress   progress within a part, in the log
negatives  files of negatives, beside the tables of parts
"""
