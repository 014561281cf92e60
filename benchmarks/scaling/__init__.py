"""The whole way at growing sizes, and what a cluster would need for more.

`python benchmarks/scaling` measures, writes the figures to scaling.json, and the tables and plots made of them to
RESULTS.md and docs/; `--no-build` makes these anew from scaling.json.

corpus          news of any size, without near-copies
measured        a build in a process of its own: seconds, memory and bytes
build           that process
dag_run         the DAG run by a real LocalExecutor
floor           the same bytes read and written by pyarrow, and nothing else
figures         what was measured, kept in scaling.json
store_requests  requests to an object store, counted
dag             the tasks of build_corpus with their dependencies, read from the DAG
simulate        these tasks on any number of workers
costs           seconds, requests, storage and dollars as lines through what was measured
foresee         larger corpora on more workers
tables          the tables
pictures        the plots
"""
