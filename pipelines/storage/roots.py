"""The roots that a run is confined to: folders and addresses below which it may read, or write.

Paths are compared as they are on the disk, with all links followed; addresses step by step, so that `s3://b/news` does
not hold `s3://b/newspaper`. A refusal names the roots, and nothing that lies outside them.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from pipelines.errors import ConfigError
from pipelines.storage.addresses import is_remote, read_address
from pipelines.storage.objects import SCHEMES
from pipelines.storage.places import ObjectPath, Place


@dataclass(frozen=True)
class Roots:
    """The roots of one setting.

    setting  its name, for messages
    entries  the roots as they are written there
    folders, addresses  the same, to compare with
    """

    setting: str
    entries: tuple[str, ...]
    folders: tuple[Path, ...]
    addresses: tuple[tuple[str, ...], ...]

    def hold(self, place: str | Place, *, pattern: bool = False) -> bool:
        """Return True if a path or an address is a root or below one.

        pattern  True if an address is a glob
        """
        place = str(place) if isinstance(place, ObjectPath) else place
        if isinstance(place, str) and is_remote(place):
            steps = read_address(place, pattern=pattern)
            return steps is not None and any(steps[: len(root)] == root for root in self.addresses)
        try:
            path = Path(place).resolve()
            return any(path.is_relative_to(root.resolve()) for root in self.folders)
        except (OSError, RuntimeError, ValueError):  # a link to itself, or a character that no path may have
            return False

    def check(self, what: str, place: str | Place) -> None:
        """Raise ConfigError if a path or an address is outside; `what` names it in the message."""
        if not self.hold(place):
            self.refuse(what, str(place))

    def refuse(self, what: str, place: str) -> NoReturn:
        """Raise the ConfigError of a place outside the roots."""
        raise ConfigError(
            f"expected {what} below {' or '.join(self.entries)}, as [spindle] {self.setting} of Airflow has it, "
            f"got {place!r}: choose a place there, or ask who runs Airflow to add one"
        )


@dataclass(frozen=True)
class Confines:
    """The roots of what a run reads and of what it writes; None: not confined."""

    inputs: Roots | None = None
    outputs: Roots | None = None

    @property
    def are_set(self) -> bool:
        return self.inputs is not None or self.outputs is not None


def is_plain(name: str) -> bool:
    """Return True for a name that cannot be a path.

    >>> is_plain("twelve_months"), is_plain("../mine"), is_plain("mine.yaml")
    (True, False, False)
    """
    return re.fullmatch(r"\w[\w-]*", name) is not None


def parse_roots(text: str, setting: str, *, remote: bool) -> Roots | None:
    """Return the roots of a list separated by commas; None for an empty text.

    remote  True if addresses are allowed as well as folders
    Raises ConfigError for an entry that is no root.
    """
    if not text.strip():
        return None
    entries = tuple(entry.strip() for entry in text.split(",") if entry.strip())
    roots = Roots(
        setting,
        entries,
        tuple(_read_folder(entry, setting) for entry in entries if not is_remote(entry)),
        tuple(_read_prefix(entry, setting, allowed=remote) for entry in entries if is_remote(entry)),
    )
    return roots if entries else _wrong(setting, text)


def _read_folder(entry: str, setting: str) -> Path:
    folder = Path(os.path.expanduser(entry.removeprefix("file://")))  # noqa: PTH111 - no error for an unknown user
    return folder if folder.is_absolute() and "\0" not in entry else _wrong(setting, entry)


def _read_prefix(entry: str, setting: str, *, allowed: bool) -> tuple[str, ...]:
    if not allowed or ("output" in setting and entry.partition("://")[0] not in (*SCHEMES, "hf")):
        _wrong(setting, entry)
    if entry.startswith("hf://"):
        steps = entry.removeprefix("hf://").removeprefix("datasets/").strip("/").split("/")
        if steps in ([""], ["datasets"]):
            return ("hf",)
        whole = read_address(f"hf://{'/'.join([*steps, 'any'][:2])}") if len(steps) <= 2 else None
        return whole[: 1 + len(steps)] if whole else _wrong(setting, entry)
    found = read_address(entry)
    has_more = "@" in entry or any(sign in entry for sign in "*?[#")
    return found if found and not has_more else _wrong(setting, entry)


def _wrong(setting: str, entry: str) -> NoReturn:
    addresses = (
        ", prefixes such as s3://bucket/news, and hf://owner/ for datasets of the Hub"
        if "input" in setting
        else ", prefixes such as s3://bucket/corpora, and hf://owner/ for what push_release may write"
    )
    raise ConfigError(
        f"expected [spindle] {setting} of Airflow to list absolute folders{addresses}, separated by commas, "
        f"got {entry!r}: correct the setting"
    )
