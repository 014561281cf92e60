"""The shape of results.json: what the report and the pages rely on, in the results of any version of Spindle."""

from typing import Annotated, Any, NotRequired

from pydantic import AfterValidator, Field, TypeAdapter
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from pipelines.quality.corpus.statistics import BINS
from pipelines.storage.json_files import read_json
from pipelines.storage.places import Place
from pipelines.storage.shapes import Count, Number, check_shape

Figure = Number | None
Counts = dict[str, Count]


class ExampleShape(TypedDict):
    """A row that breaks a check."""

    id: Any
    value: Any


class KwargsShape(TypedDict, total=False):
    """Limits of an expectation; other arguments are not looked at."""

    min_value: Figure
    max_value: Figure


class ExpectationShape(TypedDict, total=False):
    """For Great Expectations."""

    kwargs: KwargsShape


class CheckShape(TypedDict, total=False):
    """A record of a check; see results.CheckResult."""

    check: str
    suite: Annotated[str, Field(pattern="^(|corpus|probe|pairs|articles)$")]
    severity: str
    effect: Annotated[str, Field(pattern="^(stop|quarantine|warning|not run|none)$")]
    observed: Figure
    threshold: str
    settings: list[str]
    rows: Count
    unexpected: Number
    examples: list[ExampleShape]
    detail: str
    notes: str
    fails: str
    expectation: ExpectationShape
    message: str


class SwapShape(TypedDict):
    """One of the most frequent swaps."""

    swap: str
    count: Count


class EditsShape(TypedDict, total=False):
    """Counts of edits; `sources` is the former name of `origins`."""

    kinds: Counts
    origins: Counts
    sources: Counts
    passes: Counts
    top_swaps: list[SwapShape]
    n_edits: Count


class ProfileSumsShape(TypedDict):
    """Sums over the pairs of a profile."""

    pairs: Count
    asked_rate: Number
    swap_rate: Number


# The low border of a column of a histogram -> rows.
Borders = dict[Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")], Count]


class QuarantinedShape(TypedDict, total=False):
    """Pairs in quarantine."""

    reasons: Counts


class StatisticsShape(TypedDict, total=False):
    """Figures of the whole corpus."""

    edits: EditsShape
    histograms: dict[str, Borders]
    profiles: dict[str, ProfileSumsShape]
    quarantined: QuarantinedShape


class DistanceShape(TypedDict):
    """The drift of one distribution."""

    name: str
    distance: Number
    threshold: Number
    unit: NotRequired[str]
    now: NotRequired[Counts]
    before: NotRequired[Counts]


def _check_borders(drift: DistanceShape) -> DistanceShape:
    if drift["name"] in BINS:
        for border in (*drift.get("now", {}), *drift.get("before", {})):
            float(border)
    return drift


class DriftShape(TypedDict, total=False):
    """The drift since an earlier release."""

    against: str | None
    distances: list[Annotated[DistanceShape, AfterValidator(_check_borders)]]


class FeatureShape(TypedDict):
    """A surface feature."""

    name: str
    auroc: Number


class ShortcutsShape(TypedDict, total=False):
    """The audit of shortcuts."""

    auroc: Figure
    n_texts: Count
    features: list[FeatureShape]


class RateShape(TypedDict):
    """Mean rates of a profile."""

    asked: Number
    achieved: Number


class StageShape(TypedDict):
    """The time of a stage."""

    stage: str
    seconds: Number
    words_per_second: NotRequired[Figure]


class DetectionShape(TypedDict):
    """A row of detection."""

    split: str
    granularity: str
    model: str
    n_clean: Count
    n_spun: Count
    auroc: Figure
    tpr_1pct: Figure
    tpr_5pct: Figure
    calibration_error: Figure


class TaggingShape(TypedDict):
    """A row of tagging."""

    split: str
    n_words: Count
    precision: Figure
    recall: Figure
    f1: Figure


class RestorationShape(TypedDict):
    """A row of restoration."""

    split: str
    n_edits: Count
    first: Figure
    first_five: Figure
    candidates: Figure


class BreakdownShape(TypedDict):
    """A row of the breakdown."""

    by: str
    value: Any
    split: str
    n: Count
    auroc: Figure
    tpr_1pct: Figure
    f1: Figure


class NegativesShape(TypedDict):
    """A row of negatives."""

    split: str
    kind: str
    n: Count
    alarms_1pct: Figure
    alarms_5pct: Figure


Interval = Annotated[list[Number], Field(min_length=2, max_length=2)] | None


class RealShape(TypedDict):
    """A row of real samples."""

    file: str
    family: str | None
    granularity: str
    n_clean: Count
    n_spun: Count
    auroc: Figure
    auroc_interval: NotRequired[Interval]
    tpr_1pct: Figure
    tpr_1pct_interval: NotRequired[Interval]
    paired: Figure


class TrainedOnShape(TypedDict):
    """The sample that the models were trained on."""

    words: Count
    pairs: Count


class FiguresShape(TypedDict):
    """The content of probe.json."""

    trained_on: TrainedOnShape
    detection: list[DetectionShape]
    tagging: list[TaggingShape]
    restoration: list[RestorationShape]
    breakdown: list[BreakdownShape]
    real: list[RealShape]
    negatives: NotRequired[list[NegativesShape]]


class ProbeShape(TypedDict):
    """The entry of the probe."""

    state: str
    says: str
    # Checked as figures if the models were trained; else it may be anything.
    figures: NotRequired[Any]


class SumsShape(TypedDict, total=False):
    """Counts of the corpus."""

    pairs: Count
    splits: Counts
    rejected: Counts


class ResultsShape(TypedDict, total=False):
    """The entries that are read; each may be missing in the results of an earlier version."""

    dataset: str
    verdict: str
    counts: SumsShape
    attention: list[str]
    checks: list[CheckShape]
    statistics: StatisticsShape
    drift: DriftShape | None
    shortcuts: ShortcutsShape | None
    rates: dict[str, RateShape] | None
    stages: list[StageShape] | None
    rejected: dict[str, Counts] | None
    quarantined: Counts | None
    probe: ProbeShape | None


RESULTS_SHAPE: TypeAdapter[ResultsShape] = TypeAdapter(ResultsShape)
FIGURES_SHAPE: TypeAdapter[FiguresShape] = TypeAdapter(FiguresShape)


def load_results(path: Place) -> dict[str, Any]:
    """Return the content of a results.json; raise StorageError if there is none, or if it is damaged."""
    results = read_json(path)
    check_shape(results, RESULTS_SHAPE, path)
    probe = results.get("probe") or {}
    if probe.get("state") == "run" and probe.get("figures"):
        check_shape(probe["figures"], FIGURES_SHAPE, path)
    found: dict[str, Any] = results
    return found
