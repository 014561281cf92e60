"""Entries of Airflow's audit log, as the pages wrote them."""

import json


def read_entries(dataset="tiny"):
    """(event, user, facts) of the entries on a dataset, oldest first."""
    from airflow.models.log import Log
    from airflow.utils.session import create_session
    from sqlalchemy import select

    with create_session() as session:
        found = session.scalars(select(Log).where(Log.event.like("spindle_%")).order_by(Log.id)).all()
        entries = [(entry.event, entry.owner, json.loads(entry.extra), entry.dag_id) for entry in found]
    assert {dag for *_, dag in entries} <= {"build_corpus"}
    return [entry[:3] for entry in entries if entry[2]["dataset"] == dataset]


def clear_entries():
    from airflow.models.log import Log
    from airflow.utils.session import create_session
    from sqlalchemy import delete

    with create_session() as session:
        session.execute(delete(Log).where(Log.event.like("spindle_%")))
