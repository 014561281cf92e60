"""The main figures of a dataset over its releases, drawn."""

from collections.abc import Sequence

from markupsafe import Markup

from pipelines.report.plots import trend
from pipelines.web.catalog import Version

# Number of releases that a drawing of this width can show.
SHOWN = 40
# Title, unit and figures of each drawing; shares of lost rows are far below the rate and have a drawing of their own.
# None of them can be above 1.
DRAWINGS = (
    ("Words swapped", "%", {"rate": "swap_rate"}),
    ("Pairs in quarantine, variants rejected", "%", {"quarantine": "quarantine", "rejected": "rejects"}),
    ("Spun sentences told by a trained detector (AUROC)", "", {"test": "probe_test", "test_unseen": "probe_unseen"}),
    ("Clean told from spun by form alone (AUROC; .5 is chance)", "", {"AUROC": "auroc"}),
)
SPARK_WIDTH, SPARK_HEIGHT = 120, 28


def draw_trends(versions: Sequence[Version]) -> list[Markup]:
    """Draw pairs, rate, losses and shortcuts over the releases, given newest first; zero figures are not drawn."""
    sound = [version for version in reversed(versions[:SHOWN]) if version.release]
    labels = [_label(version) for version in sound]
    pairs: list[float | None] = [version.release.rows for version in sound if version.release]
    drawn = [trend("Pairs", labels, {"pairs": pairs})]
    for title, unit, names in DRAWINGS:
        series = {name: [version.figures.get(key) for version in sound] for name, key in names.items()}
        stated = {name: values for name, values in series.items() if any(values)}
        drawn += [trend(title, labels, stated, unit=unit, top=1)] if stated else []
    return drawn


def spark(title: str, values: Sequence[float]) -> Markup:
    """Draw a line without axes, for a cell of a table; nothing for fewer than two values."""
    shown = values[-SHOWN:]
    if len(shown) < 2:
        return Markup("")
    low, high = min(shown), max(shown)
    scale = (SPARK_HEIGHT - 6) / ((high - low) or 1)
    step = (SPARK_WIDTH - 6) / (len(shown) - 1)
    points = [(3 + step * i, SPARK_HEIGHT - 3 - (value - low) * scale) for i, value in enumerate(shown)]
    return Markup(
        '<svg class="spark" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" xmlns="http://www.w3.org/2000/svg">'
        '<title>{2}: {3}</title><polyline points="{4}"/><circle cx="{5:.1f}" cy="{6:.1f}" r="2.5"/></svg>'
    ).format(
        SPARK_WIDTH,
        SPARK_HEIGHT,
        title,
        ", ".join(f"{value:,}" for value in shown),
        " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        *points[-1],
    )


def _label(version: Version) -> str:
    """Day and time of a version.

    >>> _label(Version("20261124T083000Z-abcdef123456", None, {}))
    '11-24 08:30'
    """
    name = version.version
    return f"{name[4:6]}-{name[6:8]} {name[9:11]}:{name[11:13]}"
