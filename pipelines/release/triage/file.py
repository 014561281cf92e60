"""triage.json of a dataset: every decision on its findings, oldest first. Actions are appended, never changed.

Two people who act at once both append: the file is swapped by whoever has seen its last state, and the other reads it
again. A damaged file is never written over, and hides nothing but the decisions.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.errors import ConfigError, StorageError
from pipelines.release.triage.actions import Action
from pipelines.storage.json_files import parse_json
from pipelines.storage.places import Place, stamp_of
from pipelines.storage.swaps import Seen, read_seen, swap_text

FILE = "triage.json"
FORMAT = 1
# Greatest size of the file in bytes: some 10,000 actions, or 2,000 with the longest notes.
MOST_BYTES = 4 << 20


@dataclass(frozen=True)
class Triage:
    """The decisions on the findings of a dataset, oldest first; `damage` says why they cannot be read."""

    actions: tuple[Action, ...] = ()
    damage: str = ""


def read_triage(dataset_folder: Place) -> Triage:
    """Return the decisions; none without a file, and none with the reason if it is damaged."""
    try:
        return Triage(_read(dataset_folder / FILE)[1])
    except StorageError as error:
        return Triage(damage=str(error))


def append_actions(dataset_folder: Place, actions: Sequence[Action]) -> None:
    """Append actions; raise StorageError if the file is damaged, ConfigError if it is full."""
    place = dataset_folder / FILE
    while True:
        seen, there = _read(place)
        written = {action.id for action in there}
        new = [action for action in actions if action.id not in written]  # the reply to a put may be lost
        if not new:
            return
        text = _format([*there, *new])
        if len(text.encode()) > MOST_BYTES:
            raise ConfigError(f"expected {place} to stay below {MOST_BYTES:,} bytes: keep it under another name")
        if swap_text(place, seen, text):
            return


def _read(place: Place) -> tuple[Seen, tuple[Action, ...]]:
    try:
        if stamp_of(place)[1] > MOST_BYTES:
            raise StorageError(_explain(place, f"it is larger than {MOST_BYTES:,} bytes"))
        seen = read_seen(place)
    except OSError as error:  # such as no permission to read it
        raise StorageError(_explain(place, f"it cannot be read ({error.strerror or error})")) from error
    return seen, _parse(seen.text, place)


def _format(actions: Sequence[Action]) -> str:
    content = {"format": FORMAT, "actions": [action.to_json() for action in actions]}
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _parse(text: str | None, place: Place) -> tuple[Action, ...]:
    if not (text or "").strip():
        return ()
    try:
        content = parse_json(text or "")
        if content["format"] != FORMAT:
            raise ConfigError(f"its format is {str(content['format'])[:20]}, and not {FORMAT}")  # noqa: TRY301
        return tuple(Action.from_json(record) for record in content["actions"])
    except (ConfigError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise StorageError(_explain(place, str(error)[:200])) from error


def _explain(place: Place, why: str) -> str:
    return f"expected the decisions on findings in {place}, but {why}: the file is damaged; mend it or move it away"
