"""The checks: on rows, on the corpus as a whole, and the suites that judge both.

pairs/   rules on a row: a replay of every edit, and what the row must and must not have
corpus/  figures of the whole: rates, leaks, drift, shortcuts, near-copies
suites/  Great Expectations: suites, verdict, rows for quarantine, Data Docs
"""
