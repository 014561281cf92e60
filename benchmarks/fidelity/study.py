"""What one run measures on: the samples, their folds, and the profiles learned for each part of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fidelity.learning import learn, mix
from fidelity.samples import SEED, Row, draw_folds, families_of
from pipelines.config.files import config_names
from pipelines.spinners.profile import load_profile

# The families that a profile of the project was learned from, and the lexicon's hand lists of the same spinners.
SHIPPED = {"F3-withinside": "withinside", "F2-12months": "twelve_months"}
# Fewer pairs of a family than this cannot be learned from four fifths of.
MIN_PAIRS = 15
AUTOBLOG = "autoblog"


@dataclass
class Study:
    """The rows with their folds; profiles are learned once, when they are first asked for.

    say  is told what goes on
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
        """The numbers of the rows of a family, of a fold, of all folds but one."""
        return [
            number
            for number, (row, own) in enumerate(zip(self.rows, self.folds, strict=True))
            if family in (None, row.family) and fold in (None, own) and own != but_fold
        ]

    def take(self, numbers: Sequence[int]) -> list[Row]:
        return [self.rows[number] for number in numbers]

    @property
    def learnable(self) -> list[str]:
        """The families with enough rows."""
        return [family for family in self.families if len(self.where(family=family)) >= MIN_PAIRS]

    def learned(self, family: str, *, but_fold: int | None = None) -> str:
        """Path of the profile learned from the family's rows outside the fold."""
        name = f"{slug(family)}_{'all' if but_fold is None else but_fold}"
        if name not in self._learned:
            self.say(f"learning {name}")
            self._learned[name] = learn(self.take(self.where(family=family, but_fold=but_fold)), name, self.folder)
        return self._learned[name]

    def mixture(self, *, without: str | None = None, but_fold: int | None = None, strict: bool = False) -> str:
        """Path of the mixture of all families but one, learned outside the fold.

        strict  not even the hand lists of the family left out are used
        """
        learned = [self.learned(family, but_fold=but_fold) for family in self.learnable if family != without]
        off = [SHIPPED[without]] if strict and without in SHIPPED else []
        name = f"mixture_{slug(without or 'none')}_{'all' if but_fold is None else but_fold}{'_strict' * strict}"
        return mix(learned, name, self.folder, without=off)


def slug(family: str) -> str:
    """The family as a profile's name.

    >>> slug("F3-withinside")
    'f3_withinside'
    """
    return "".join(character if character.isalnum() else "_" for character in family.lower()).strip("_") or "family"


def shipped(names: Sequence[str] = ()) -> list[str]:
    """The profiles `names`, or all of the project's own but those that write as no spinner does."""
    known = config_names("profiles")
    return list(names) or [name for name in known if load_profile(name).engine == "spindle"]


def imitated(profile: str) -> str | None:
    """The family that the project's profile was learned from."""
    return next((family for family, name in SHIPPED.items() if name == profile), None)


def is_learned(profile: str) -> bool:
    """Is one of the project's own profiles, or a mixture, learned from samples?"""
    return bool(load_profile(profile).learned)
