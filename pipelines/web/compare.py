"""The tab Compare of a release: the releases to compare it with, and what changed since one of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from pipelines.quality.suites.results import CheckResult, read_checks
from pipelines.release.comparison.changes import REASONS
from pipelines.release.comparison.places import KINDS
from pipelines.release.find import read_manifest, read_release
from pipelines.release.layout import DIGEST_ENDING, GROUPS_FILE
from pipelines.report.probe_headline import headline
from pipelines.storage.places import Place
from pipelines.web import places
from pipelines.web.address_query import AddressQuery
from pipelines.web.catalog import Version, find_results, list_versions, scan_datasets
from pipelines.web.changed_pairs import SHOWN, show_pairs
from pipelines.web.comparisons import ComparisonProgress, Comparisons
from pipelines.web.pages import render
from pipelines.web.places import DATASET
from pipelines.web.release_frame import Folder, open_release
from pipelines.workflow.roots import find_roots

router = APIRouter()
Json = dict[str, Any]
# Seconds between two looks at a comparison that is computed.
REFRESH_SECONDS = 2
NOT_MEASURED = "not measured"


def find_other(other_root: str, other_dataset: str, other: str) -> Place:
    """Return the folder of the release to compare with."""
    return places.find_release(other_root, other_dataset, other)


Other = Annotated[Place, Depends(find_other)]


class CompareQuery(AddressQuery):
    """The pairs that the page lists, and the number of its page of them."""

    show: Literal["", "changed", "added", "removed"] = ""
    page: Annotated[int, Field(ge=1, lt=1 << 31)] = 1


@dataclass(frozen=True)
class FigureChange:
    """A figure of a trained model before and after.

    difference  None if one of them was not measured
    is_share    the figure is a share, shown in per cent
    """

    name: str
    before: str
    after: str
    difference: float | None
    is_share: bool


@dataclass(frozen=True)
class CheckChange:
    """A check that has another result, or another figure, in the second release; None where a release lacks it."""

    before: CheckResult | None
    after: CheckResult | None

    @property
    def either(self) -> CheckResult:
        return self.after or self.before or CheckResult()

    @property
    def is_turned(self) -> bool:
        """True if the check held in one release alone."""
        return (self.before.effect if self.before else "") != (self.after.effect if self.after else "")


@router.get("/corpora/{root}/{dataset}/{version}/compare")
def choose(request: Request, root: str, dataset: str, folder: Folder) -> HTMLResponse:
    """All releases that this one can be compared with: those of its dataset, then those of the others."""
    opened = open_release(request, root, dataset, folder)
    here = [version for version in list_versions(folder.parent) if version.version != folder.name]
    others = [
        (name, place.name, [version for version in list_versions(place) if version.release])
        for name, top in find_roots().items()
        for place in scan_datasets(top)[0]
        if DATASET.fullmatch(place.name) and (name, place.name) != (root, dataset)
    ]
    groups: list[tuple[str, str, list[Version]]] = [(root, dataset, [v for v in here if v.release]), *others]
    return render(request, "compare.html", **opened.shared, groups=[group for group in groups if group[2]])


@router.get("/corpora/{root}/{dataset}/{version}/compare/{other_root}/{other_dataset}/{other}")
def compare(  # noqa: PLR0917 - the parts of the address
    request: Request,
    root: str,
    dataset: str,
    folder: Folder,
    other_root: str,
    other_dataset: str,
    earlier: Other,
    asked: Annotated[CompareQuery, Query()],
) -> HTMLResponse:
    """The changes from the other release to this one; its progress while it is computed."""
    opened = open_release(request, root, dataset, folder)
    before = read_release(earlier)
    for place in (earlier, folder):
        _check_paths(place)
    shared = opened.shared | {"before": before, "other_root": other_root, "other_dataset": other_dataset}
    found = _comparisons().find(before, opened.release)
    if isinstance(found, ComparisonProgress):
        return render(request, "comparing.html", **shared, progress=found, refresh=REFRESH_SECONDS)
    n_pages = -(-found.differences.count(asked.show) // SHOWN) if asked.show else 0
    results, faults = zip(*map(find_results, (earlier, folder)), strict=True)
    return render(
        request,
        "comparison.html",
        **shared,
        compared=found.comparison,
        counts={kind: found.differences.count(kind) for kind in KINDS},
        reasons=REASONS,
        asked=asked,
        n_pages=n_pages,
        pairs=show_pairs(found.differences, asked.show, asked.page - 1) if asked.show else [],
        settings=[each for each in found.comparison.settings if each.is_setting],
        unread=[fault for fault in faults if fault],
        figures=[] if any(faults) else list(_figures(results)),
        checks=[] if any(faults) else _compare_checks(*map(read_checks, results)),
    )


def _check_paths(folder: Place) -> None:
    """Answer 404 for a release whose files to compare are outside its folder; raise StorageError if one is missing."""
    for entry in read_manifest(folder)["files"]:
        if "rows" in entry or entry["path"] == GROUPS_FILE or entry["path"].endswith(DIGEST_ENDING):
            places.find_listed(folder, entry["path"])


@lru_cache
def _comparisons() -> Comparisons:
    """Those of this process, begun with the first that is asked for."""
    return Comparisons()


def _figures(results: Sequence[Json]) -> Iterator[FigureChange]:
    """The figures of the probe, those of both releases."""
    old, new = ({figure.name: figure for figure in headline(found)} for found in results)
    for name in dict.fromkeys([*new, *old]):
        nothing = replace(new.get(name) or old[name], found=None, found_unseen=None)
        before, after = old.get(name, nothing), new.get(name, nothing)
        yield _change(name, (before.value, before.found), (after.value, after.found), is_share=after.is_share)
        if before.unseen or after.unseen:
            of_unseen = (before.unseen, before.found_unseen), (after.unseen, after.found_unseen)
            yield _change(f"{name}, new replacement words", *of_unseen, is_share=after.is_share)


def _change(
    name: str, before: tuple[str, float | None], after: tuple[str, float | None], *, is_share: bool
) -> FigureChange:
    difference = None if before[1] is None or after[1] is None else after[1] - before[1]
    return FigureChange(name, before[0] or NOT_MEASURED, after[0] or NOT_MEASURED, difference, is_share)


def _compare_checks(before: Sequence[CheckResult], after: Sequence[CheckResult]) -> list[CheckChange]:
    """The checks whose result or figure differs, those that turned first."""
    old, new = ({(check.suite, check.check): check for check in checks} for checks in (before, after))
    pairs = [CheckChange(old.get(name), new.get(name)) for name in dict.fromkeys([*new, *old])]
    differ = [pair for pair in pairs if pair.is_turned or _observed(pair.before) != _observed(pair.after)]
    return sorted(differ, key=lambda pair: not pair.is_turned)


def _observed(check: CheckResult | None) -> Any:
    return check.observed if check else None
