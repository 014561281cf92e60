"""A run that ends, and what people do to it then: they answer its question, and clear tasks of it."""

import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace

NOBODY = None


@contextmanager
def answering(dag_id, option, user="ann"):
    """Answer the question of each run of a DAG while the block goes on, as Airflow's API or its scheduler does.

    user  who answers; NOBODY: the time to answer is over
    """
    ended = threading.Event()

    def answer():
        while not ended.wait(0.3):
            _answer(dag_id, option, user)

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _answer(dag_id, option, user):
    from airflow.api_fastapi.core_api.datamodels.hitl import UpdateHITLDetailPayload
    from airflow.api_fastapi.core_api.routes.public.hitl import update_hitl_detail
    from airflow.jobs.job import Job
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
    from airflow.models import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        waits = (TaskInstance.dag_id == dag_id) & (TaskInstance.state == "awaiting_input")
        for ti in session.scalars(select(TaskInstance).where(waits)).all():
            if user is NOBODY:
                ti.trigger_timeout = ti.start_date
                session.flush()
                SchedulerJobRunner(Job()).check_awaiting_input_timeouts(session=session)
            else:
                who = SimpleNamespace(get_id=lambda: "7", get_name=lambda: user)
                payload = UpdateHITLDetailPayload(chosen_options=[option])
                update_hitl_detail(dag_id, ti.run_id, ti.task_id, payload, who, session)


def clear(run, *names):
    """Clear tasks of a run that has ended."""
    from airflow.models import DagRun
    from airflow.models.taskinstance import clear_task_instances
    from airflow.utils.session import create_session

    with create_session() as session:
        found = session.query(DagRun).where(DagRun.run_id == run.run_id, DagRun.dag_id == run.dag_id).one()
        clear_task_instances([ti for ti in found.get_task_instances(session=session) if ti.task_id in names], session)


def go_on(dag, run):
    """Run the tasks of a run that have not ended, as `dag.test` does; return its state, and those of its tasks."""
    from airflow.models import DagRun
    from airflow.sdk.definitions.dag import _run_task
    from airflow.serialization.serialized_objects import DagSerialization
    from airflow.utils.session import create_session

    with create_session() as session:
        found = session.query(DagRun).where(DagRun.run_id == run.run_id, DagRun.dag_id == run.dag_id).one()
        found.dag = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag))
        found.set_state("running")
        session.commit()
        while found.state == "running":
            session.expire_all()
            schedulable, _ = found.update_state(session=session)
            for ti in schedulable:
                ti.try_number += 1
                ti.state = "scheduled"
            session.commit()
            tis = [ti for ti in found.get_task_instances(session=session) if ti.state == "scheduled"]
            for ti in tis:
                _run_task(ti=ti, task=dag.task_dict[ti.task_id], run_triggerer=True)
            if not tis:
                time.sleep(0.1)
        return found.state, {ti.task_id: ti.state for ti in found.get_task_instances(session=session)}
