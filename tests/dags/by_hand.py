"""A run of build_corpus as people handle it: they clear tasks, mark them, and answer the question for approval."""

import importlib
from types import SimpleNamespace

from airflow.serialization.serialized_objects import DagSerialization


class ByHand:
    """Runs a DAG, and runs it again after tasks are cleared.

    marks   (task, number of the mapped one or -1) -> the state that somebody marks it with before it begins
    answer  the answer to approve_release
    """

    def __init__(self, dag, monkeypatch):
        self.dag, self.monkeypatch, self.marks, self.answer = dag, monkeypatch, {}, "Approve"
        self.run = None
        # The package has a function of this name, too.
        self._module = importlib.import_module("airflow.sdk.definitions.dag")
        self._run_task = self._module._run_task
        monkeypatch.setattr(self._module, "_run_task", self._run_or_mark)

    def start(self, form):
        """Run the DAG; return the state of the run."""
        self.run = self.dag.test(run_conf=form)
        return self.run.state

    def clear(self, *tasks):
        """Clear tasks and those after them, each a name or a (name, number); none: all tasks. Run on.

        Return the state of the run.
        """
        from airflow.models import DagRun, dagrun
        from airflow.models.taskinstance import clear_task_instances
        from airflow.utils.session import create_session

        def of_run(session):
            return session.query(DagRun).where(DagRun.run_id == self.run.run_id).one()

        def is_cleared(ti):
            names = [task if isinstance(task, str) else task[0] for task in tasks]
            after = {name for each in names for name in self.dag.get_task(each).get_flat_relative_ids(upstream=False)}
            return not tasks or ti.task_id in (after | set(tasks)) or (ti.task_id, ti.map_index) in tasks

        with create_session() as session:
            clear_task_instances(list(filter(is_cleared, of_run(session).get_task_instances(session=session))), session)

        def find(*, session, **_):
            run = of_run(session)
            run.dag = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(self.dag))
            run.set_state("running")
            session.commit()
            return run

        with self.monkeypatch.context() as patch:
            patch.setattr(dagrun, "get_or_create_dagrun", find)
            self.run = self.dag.test(run_conf=self.run.conf)
        return self.run.state

    def find(self, task, number=-1):
        """The task instance of a task."""
        return next(ti for ti in self.run.get_task_instances() if (ti.task_id, ti.map_index) == (task, number))

    def why(self, task, number=-1):
        """The error that a task has left, and the number of its tries since it was cleared."""
        from airflow.models.xcom import XComModel
        from airflow.utils.session import create_session

        ti = self.find(task, number)
        here = (XComModel.run_id == ti.run_id, XComModel.task_id == task, XComModel.map_index == number)
        with create_session() as session:
            found = session.query(XComModel).where(*here, XComModel.key == "stopped").one()
            stop = XComModel.deserialize_value(found)
        return stop["error"], stop["message"], ti.try_number - ti.max_tries + self.dag.get_task(task).retries

    def _run_or_mark(self, *, ti, task, **options):
        if state := self.marks.get((ti.task_id, ti.map_index)):
            ti.set_state(state)
            return None
        done = self._run_task(ti=ti, task=task, **options)
        if ti.state == "awaiting_input":
            self._answer(ti)
        return done

    def _answer(self, ti):
        """As Airflow's API answers."""
        from airflow.api_fastapi.core_api.datamodels.hitl import UpdateHITLDetailPayload
        from airflow.api_fastapi.core_api.routes.public.hitl import update_hitl_detail
        from airflow.utils.session import create_session

        user = SimpleNamespace(get_id=lambda: "7", get_name=lambda: "ann")
        payload = UpdateHITLDetailPayload(chosen_options=[self.answer])
        with create_session() as session:
            update_hitl_detail(ti.dag_id, ti.run_id, ti.task_id, payload, user, session)
