"""Great Expectations: the only room that knows it.

checks           checks loaded from schemas/expectations/, and their outcomes added up over parts
expectations     the usual expectations, judged by Arrow
run              a suite run on the rows of a part, or on figures
representatives  the rows that Great Expectations judges for all rows of all parts
faults           the rows that go to quarantine, with their reasons
results          the result of each check: the records of results.json
verdict          the results of all checks, and the verdict
docs             the Data Docs site of a run
docs_style       its style
docs_view        its pages, from templates that are compiled once in a process
docs_warnings    its warnings, which Great Expectations would mark as failures
"""
