"""The data of one run: the samples, their folds, and the profiles learned from parts of them."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fidelity.learning import learn, mix
from fidelity.samples import SEED, Row, draw_folds, families_of
from pipelines.config.files import config_names
from pipelines.spinners.profile import load_profile

# Family -> the profile learned from it, which is also the name of the lexicon's hand list of the same spinner.
SHIPPED = {"F3-withinside": "withinside", "F2-12months": "twelve_months", "F4-spinbot": "spinbot"}
# Minimum number of pairs of a family for cross-validation, which learns from four fifths of them.
MIN_PAIRS = 15
AUTOBLOG = "autoblog"


@dataclass
class Study:
    """The rows with their folds; each profile is learned once, at its first use.

    say  shows a progress message
    """

    rows: Sequence[Row]
    folder: Path
    say: Callable[[str], None]
    seed: int = SEED
    folds: list[int] = field(init=False)
    families: list[str] = field(init=False)
    _learned: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folds = draw_folds(self.rows)
        self.families = families_of(self.rows)

    def where(self, *, family: str | None = None, fold: int | None = None, but_fold: int | None = None) -> list[int]:
        """Return the numbers of the rows of a family, of a fold, or of all folds but one."""
        return [
            number
            for number, (row, own) in enumerate(zip(self.rows, self.folds, strict=True))
            if family in (None, row.family) and fold in (None, own) and own != but_fold
        ]

    def take(self, numbers: Sequence[int]) -> list[Row]:
        return [self.rows[number] for number in numbers]

    @property
    def learnable(self) -> list[str]:
        """The families with at least MIN_PAIRS rows."""
        return [family for family in self.families if len(self.where(family=family)) >= MIN_PAIRS]

    def learned(self, family: str, *, but_fold: int | None = None) -> str:
        """Return the path of the profile learned from the family's rows outside the fold."""
        name = f"{slug(family)}_{'all' if but_fold is None else but_fold}"
        if name not in self._learned:
            self.say(f"learning {name}")
            self._learned[name] = learn(self.take(self.where(family=family, but_fold=but_fold)), name, self.folder)
        return self._learned[name]

    def mixture(self, *, without: str, strict: bool) -> str:
        """Return the path of the mixture of all families but one.

        strict  exclude the hand list of the family left out, too
        """
        learned = [self.learned(family) for family in self.learnable if family != without]
        off = [SHIPPED[without]] if strict and without in SHIPPED else []
        name = f"mixture_{slug(without)}_all{'_strict' * strict}"
        return mix(learned, name, self.folder, without=off)


def start_saying() -> Callable[[str], None]:
    """Return a function that prints a message on stderr, with the seconds since this call."""
    began = time.monotonic()

    def say(message: str) -> None:
        print(f"{time.monotonic() - began:5.0f} s  {message}", file=sys.stderr, flush=True)

    return say


def slug(family: str) -> str:
    """Return a profile name for the family.

    >>> slug("F3-withinside")
    'f3_withinside'
    """
    return "".join(character if character.isalnum() else "_" for character in family.lower()).strip("_") or "family"


def shipped(names: Sequence[str] = ()) -> list[str]:
    """Return `names`, or by default all profiles of the project that use Spindle's own engine."""
    known = config_names("profiles")
    return list(names) or [name for name in known if load_profile(name).engine == "spindle"]


def imitated(profile: str) -> str | None:
    """Return the family that a profile of the project was learned from."""
    return next((family for family, name in SHIPPED.items() if name == profile), None)


def is_learned(profile: str) -> bool:
    """Return True if the profile uses tables learned from samples."""
    return bool(load_profile(profile).learned)
