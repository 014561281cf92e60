"""A decision on a finding, carried out and kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime

from pipelines.errors import StorageError
from pipelines.release.find import BASELINE
from pipelines.release.pointers.latest import write_pointer_card
from pipelines.release.pointers.tags import check_lasting, set_tag
from pipelines.release.triage.actions import ACCEPT, Action, check_action
from pipelines.release.triage.file import append_actions, read_triage
from pipelines.storage.places import Place


def decide(
    dataset_folder: Place, action: Action, around: Callable[[], AbstractContextManager[None]] = nullcontext
) -> None:
    """Append an action; one that accepts a drift lets the tag BASELINE name its release first.

    around  function: a context for the change itself, entered when the action is found valid
    Raise ConfigError for an action that cannot be, or a release that is not there; StorageError if triage.json is
    damaged. Nothing is changed then.
    """
    check_action(action, today=datetime.now(UTC).date())
    if action.version:
        check_lasting(dataset_folder, action.version)
    if damage := read_triage(dataset_folder).damage:
        raise StorageError(damage)
    with around():
        if action.verb == ACCEPT:
            set_tag(dataset_folder, BASELINE, action.version, move=True)
            write_pointer_card(dataset_folder)
        append_actions(dataset_folder, [action])
