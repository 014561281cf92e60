"""Settings of Airflow's processes, in $AIRFLOW_HOME/config: the stages are imported once per worker."""

from pipelines.workflow.preload import preload_stages

preload_stages()
