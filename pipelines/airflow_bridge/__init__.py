"""What the DAGs need of Airflow that is more than wiring; like dags/ and web/, it may import Airflow.

policy    what all tasks keep to: retries, and which errors no retry can mend
stages    the tasks of build_corpus
traces    what a task leaves for pages and notices: a few figures, or why it stopped
links     addresses of pages in Airflow's UI
notices   what there is to say of a run, as facts and as text
notify    the notifiers of the configuration, checked at the door and called at the end
approve   the task that waits for somebody's approval
"""

# Keys of the XComs that a task leaves besides what it returns, see traces.
SUMMARY, STOPPED = "summary", "stopped"
