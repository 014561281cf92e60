"""Spindle's pages in Airflow's UI: corpora, releases, their pairs, what went to quarantine, and a tab on the DAG run.

`plugin.py` is what Airflow loads; `app.py` puts the pages together, one file a kind of page; `roots.py` finds folders
and keeps requests inside them; `pages.py` writes HTML; `guard.py` gives every answer its headers.
"""
