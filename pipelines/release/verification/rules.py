"""The rules that a verified release must keep, and their results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.release.carried import FILE as GROUPS_FILE
from schemas import UNSEEN

# Number of faults that are named; all are counted.
EXAMPLES = 5
RULES = {
    "manifest_is_as_written": "the manifest has the checksum of its content",
    "files_are_there": "every file of the manifest exists and has its size",
    "checksums_match": "every file has the SHA-256 of the manifest",
    "no_other_files": "the manifest lists every file",
    "fingerprint_matches": "version and fingerprint belong to the data files",
    "manifest_agrees": "sizes, words, profiles, date, seed and verdict of the manifest are those of the release",
    "latest_exists": "LATEST and README.md beside the release name releases that exist",
    "schema_is_ours": "every data file is Parquet with the columns of a pair",
    "row_groups_have_rows": "no row group is empty",
    "rows_are_counted": "files and splits have as many rows as the manifest says",
    "edits_can_be_undone": "undoing its edits gives the clean text, for every pair",
    "swaps_are_counted": "n_swaps is the number of edits, and not 0",
    "pair_ids_are_unique": "pair_id is 32 hex digits and unique",
    "pair_ids_match": "pair_id is the hash of seed, variant, profile, article_id and spun text",
    "articles_are_in_one_split": "no article or negative is in two splits",
    "groups_are_in_one_split": "no group of near-duplicates is in two splits",
    "splits_match_groups": f"every article has its group and split of {GROUPS_FILE}",
    "texts_match_groups": f"every clean text is that of its article in {GROUPS_FILE}",
    "negatives_are_ours": "every file of negatives has their columns, the rows that the manifest says, and unique ids",
    "unseen_swaps_are_new": f"no swap of {UNSEEN} is in another split",
}
# The rule on what stands beside the release: its files may be right while LATEST names nothing.
BESIDE = "latest_exists"


@dataclass
class RuleResult:
    """The result of one rule of RULES.

    checked   number of files, rows or ids checked; 0 for a rule that needs what a release of an earlier version lacks
    faults    number of those that break the rule
    examples  the first faults: paths or ids, each with its reason
    """

    name: str
    expected: str
    checked: int = 0
    faults: int = 0
    examples: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.faults

    @property
    def is_of_release(self) -> bool:
        """False for a rule on the dataset: what breaks it is no fault of the release."""
        return self.name != BESIDE

    def __str__(self) -> str:
        if self.holds:
            return f"{self.expected} ({f'{self.checked:,} checked' if self.checked else 'nothing here to check'})"
        more = f", and {self.faults - len(self.examples):,} more" if self.faults > len(self.examples) else ""
        found = f"{self.faults:,} of {self.checked:,} differ: {'; '.join(self.examples)}{more}"
        return f"expected that {self.expected}, but {found}"

    def add(self, checked: int, examples: Sequence[str], faults: int | None = None) -> None:
        """Add `checked` items and their faults; `faults` is the number of `examples` unless it is given."""
        self.checked += checked
        self.faults += len(examples) if faults is None else faults
        self.examples = (*self.examples, *examples)[:EXAMPLES]


Checks = dict[str, RuleResult]
Entry = Mapping[str, Any]


def no_checks() -> Checks:
    """A result without faults for each of RULES."""
    return {name: RuleResult(name, expected) for name, expected in RULES.items()}
