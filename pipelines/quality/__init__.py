"""The checks on rows and on the corpus as a whole, and the suites that judge their findings.

pairs/    rules on a single row: a replay of every edit, promises of the profile, intrusions
corpus/   figures of the whole: rates, leaks, drift, shortcuts, near-duplicates
suites/   Great Expectations: suites, verdict, faults of rows, Data Docs
history/  each check over the releases of a dataset, its anomalies marked
"""
