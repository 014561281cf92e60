"""Spindle's pages in Airflow's UI.

plugin      the plugin that Airflow loads
app         all pages as one app, behind Airflow's login
guard       the security headers of every answer
places      the way from a name in a request to a path below a root
pages       HTML from templates, and addresses
posted      forms sent by POST: their origin checked, their size bounded
page_links  the links between the pages of a list of rows

corpora     page: all datasets
dataset     page: the releases of a dataset, and its stopped runs
release     page: a release
try_text    page: a text scored by the model of a release
pairs       page: the pairs of a release, searched, and their download
one_pair    pages: one pair, and the pairs like it
dropped     pages: dropped rows, in quarantine or rejected
run         page: the tab on a DAG run

catalog     datasets, releases and stopped audits below a root
trends      the main figures of a dataset over its releases, drawn
pairs_query  the query of the pair browser
pair_rows   pairs marked and folded for a page
pair_totals  sentences on the total of a search
files       documents of a release, shown and never run
progress    the progress of a run, task by task and part by part
run_shape   the shapes of the XComs of a run
task_log    the last lines of the log of a failed task
run_status  the status of a run: verdict, sentence, reasons
"""
