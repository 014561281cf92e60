"""The tasks of the DAGs, and what they tell people; like dags/ and web/, it may import Airflow.

tasks    the stages as tasks: JSON in, JSON out
confine  what a run may read and write, and the secrets that it must not leave behind
push     the form and the tasks of push_release
tables   short tables for the log of a task
xcoms    tasks run within Airflow, and what each leaves for pages and notices
handed   results that tasks hand over: a task takes those of the run as it is now
batches  the batches of parts that mapped tasks work through
stops    the reasons of stopped runs, left for the page of their dataset
policy   retries, and the errors that no retry can mend
assets   the assets of releases, and their events
gate     the gate of DAGs that run after a release: its verdict
prune    old releases and unused parts of work deleted
standing  the DAGs of corpora with a schedule
landing  the trigger that watches a landing folder
approve  the task that waits for approval
notices  the texts of notices: facts, title, lines
findings  the findings of a run, grouped for its notice, with the decisions on them
metrics  metrics of the stages, through Airflow's own
lineage  lineage and quality of a release for OpenLineage, where its provider is installed
notify   the notifiers of the configuration, checked early and called at the end
ending   the last tasks of a run, whose states are that of the run
links    addresses of pages in Airflow's UI
stores   keys of object stores from a connection
roots    the folders that the pages may read
preload  the code of the stages, imported once per worker
"""
