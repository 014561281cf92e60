"""Spindle's pages in Airflow's UI.

plugin      the plugin that Airflow loads
app         all pages as one app, behind Airflow's login
guard       the security headers of every answer
places      the way from a name in a request to a path below a root
pages       HTML from templates, and addresses
posted      forms sent by POST: their origin checked, their size bounded
changes     changes of state: the permission that they need, and their entry in the audit log
setting_words  the value of a setting in words
done        the word that a form was carried out, said once
page_links  the links between the pages of a list of rows

corpora     page: all datasets
dataset     page: the releases of a dataset, its findings, its checks and its stopped runs
check       page: a check over all releases, and the decisions on its findings
latest      page: the version that LATEST names, and the forms that move it
release        page: a release, the tabs Overview and Plots
checks         page: the tab Checks
cells          page: the tab Cells, figures by profile, source and month
release_files  pages: the tab Files, documents and downloads
card           page: the tab Card, Markdown rendered
lineage        page: the tab Lineage, from the DAG run to those that follow
compare        pages: the tab Compare, two releases
documents      pages: report and Data Docs, with the way back
try_text       page: a text scored by the model of a release
pairs       page: the pairs of a release, searched, and their download
one_pair    pages: one pair, and the pairs like it
dropped     pages: dropped rows, in quarantine or rejected
run         page: the tab on a DAG run

dropped_runs  the runs that were judged, with their pairs in quarantine and their parts
pointed     LATEST of a dataset, and what readers take where it names no release
catalog     datasets, releases and stopped audits below a root
release_frame  the values that all tabs of a release share
check_rows  checks with their distance to the threshold and the way to their failing rows
advice      what to do about a check that does not hold
load_code   code that loads a release, to paste
comparisons  comparisons computed in a thread and kept
changed_pairs  the pairs that differ between two releases, a page at a time
airflow_links  addresses in Airflow's own UI
history     the values of each check of a dataset over its releases
history_drawing  such a history drawn small, and its anomalies in words
check_view  the values of a check's page
findings    the findings of a release with the decisions on them
trends      the main figures of a dataset over its releases, drawn
address_query  the query of an address, read, with its wrong entries
pairs_query  the query of the pair browser
pair_rows   pairs marked and folded for a page
pair_totals  sentences on the total of a search
files       documents of a release, shown and never run
progress    the progress of a run, task by task and part by part
run_shape   the shapes of the XComs of a run
task_log    the last lines of the log of a failed task
run_status  the status of a run: verdict, sentence, reasons
"""
