"""Changes of state by POST: the permission that they need, their origin, and their entry in Airflow's audit log.

Who may trigger build_corpus may also move LATEST and decide on findings: a run of it publishes a release and moves
LATEST, so no page lets anybody do more than the trigger form does.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity, DagDetails
from airflow.api_fastapi.core_api.security import GetUserDep
from airflow.models import DagModel
from airflow.models.log import Log
from fastapi import Depends, HTTPException
from sqlalchemy.orm import Session

from pipelines.errors import SpindleError

DAG = "build_corpus"
# Event of an entry: this, and the name of the change.
EVENT = "spindle_"
TOO_OLD = "This form was made for an earlier login, so nothing was changed. Send it again."
MAY_NOT = f"Your account may look at this page only: a change needs the permission to trigger {DAG}."


def find_permission(user: GetUserDep) -> bool:
    """Return True if the user may trigger the DAG, and so change state.

    Airflow's own `requires_access_dag` takes the DAG from the address in Airflow 3.1.
    """
    details = DagDetails(id=DAG, team_name=DagModel.get_team_name(DAG))
    return get_auth_manager().is_authorized_dag(
        method="POST", access_entity=DagAccessEntity.RUN, details=details, user=user
    )


# Argument of a page: True if its forms are to be shown.
MayChange = Annotated[bool, Depends(find_permission)]


def require_permission(may: MayChange) -> None:
    """Answer 403 unless the user may change state; a dependency of routes that do."""
    if not may:
        raise HTTPException(403, MAY_NOT)


@contextmanager
def audited(session: Session, user: Any, change: str, **facts: Any) -> Iterator[None]:
    """Write an entry to Airflow's audit log before a change, and a second one if the change fails.

    So a change without an entry is impossible: if the entry cannot be written, nothing is changed.
    """
    _write(session, user, change, facts)
    try:
        yield
    except (SpindleError, OSError) as error:
        _write(session, user, f"{change}_failed", facts | {"reason": str(error)[:500]})
        raise


def _write(session: Session, user: Any, change: str, facts: dict[str, Any]) -> None:
    name = user.get_name()
    extra = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    session.add(Log(event=f"{EVENT}{change}", owner=name, owner_display_name=name, extra=extra, dag_id=DAG))
    session.commit()
