"""The plots: SVG files that stand alone, drawn as those of the report."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.report.trend import trend
from scaling.foresee import Foresight
from scaling.simulate import Cluster
from scaling.tables import MOST_PARTS, SLOTS, START_SECONDS, TASKS_PER_SECOND

STYLE = Path(__file__).resolve().parents[2] / "pipelines" / "report" / "style.css"


def draw_speed(builds: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw CPU seconds a million words over the sizes that were measured, a line for each number of workers."""
    sizes = sorted({run["asked"] for run in builds if not run.get("profile")})
    costs = {(run["asked"], run["workers"]): run["cpu_seconds"] / run["words"] * 1e6 for run in builds}
    workers = sorted({run["workers"] for run in builds})
    lines = {f"{n} worker{'s' * (n > 1)}": [costs.get((size, n)) for size in sizes] for n in workers}
    _write(path, trend("CPU seconds a million words, by articles", [f"{size:,}" for size in sizes], lines, unit="s"))


def draw_workers(foresight: Foresight, path: Path) -> None:
    """Draw the simulated speed-up over the number of slots, a line for each size of corpus."""
    lines: dict[str, list[float | None]] = {"ideal": [float(slots) for slots in SLOTS]}
    for n_articles in (1e6, 1e7, 1e8):
        clusters = [Cluster(slots, START_SECONDS, TASKS_PER_SECOND) for slots in SLOTS]
        seconds = [foresight.run(n_articles, MOST_PARTS, cluster).seconds for cluster in clusters]
        lines[f"{n_articles / 1e6:,.0f} M articles"] = [seconds[0] / each for each in seconds]
    _write(path, trend("Times as fast as one slot, simulated", [str(slots) for slots in SLOTS], lines))


def _write(path: Path, svg: str) -> None:
    head, tag, rest = svg.partition(">")
    style = f"<style>{STYLE.read_text(encoding='utf-8')}</style>" if tag else ""
    path.write_text(f"{head}{tag}{style}{rest}", encoding="utf-8")
