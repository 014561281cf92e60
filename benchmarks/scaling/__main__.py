"""`python benchmarks/scaling`: measure the whole way at growing sizes, and foresee larger corpora."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[0] = str(HERE.parent)  # so that this folder is the package `scaling`, with benchmarks/results.py beside it

from news_files import ROOT, find_news  # noqa: E402
from results import RESULTS, record  # noqa: E402

from pipelines.storage.json_files import write_json  # noqa: E402
from scaling import tables  # noqa: E402
from scaling.corpus import write_corpus  # noqa: E402
from scaling.dag import read_dag  # noqa: E402
from scaling.dag_run import measure_dag  # noqa: E402
from scaling.figures import FIGURES, put_run, read_figures  # noqa: E402
from scaling.floor import measure_floor  # noqa: E402
from scaling.foresee import Foresight  # noqa: E402
from scaling.measured import measure_build  # noqa: E402
from scaling.pictures import draw_speed, draw_workers  # noqa: E402
from scaling.store_requests import WRITES, count_requests  # noqa: E402

DOCS = ROOT / "docs"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
# Articles whose requests are counted, and the two sizes of parts that they are cut into.
COUNTED, PART_BYTES = 2_000, (1 << 20, 1 << 18)


def main() -> None:
    asked = read_options()
    figures = read_figures()
    with tempfile.TemporaryDirectory() as folder:
        for size in asked.sizes if asked.build else ():
            news = Path(folder) / f"{size}.jsonl"
            write_corpus(find_news(), news, size)
            for workers in asked.workers:
                run = measure(news, Path(folder) / "out", size, workers, asked.profile)
                figures = put_run(figures, "builds", run)
            if asked.dag:
                run = measure_dag(news, workers=max(asked.workers)) | {"asked": size}
                figures = put_run(figures, "dags", run)
            news.unlink()
        if asked.requests:
            news = Path(folder) / "counted.jsonl"
            write_corpus(find_news(), news, COUNTED)
            figures = put_requests(figures, news)
    tell(figures, f"python benchmarks/scaling {' '.join(sys.argv[1:])}".strip())


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of articles")
    parser.add_argument("--workers", type=int, nargs="+", default=(1, 2))
    parser.add_argument("--profile", help="a single profile, in place of the default ones")
    parser.add_argument("--no-build", dest="build", action="store_false", help="use the figures of earlier builds")
    parser.add_argument("--dag", action="store_true", help="also run the DAG by a LocalExecutor, with the most workers")
    parser.add_argument("--requests", action="store_true", help="count the requests to an object store")
    return parser.parse_args()


def measure(news: Path, output: Path, size: int, workers: int, profile: str | None) -> dict[str, Any]:
    """Build once, measure the floor on what was built, and delete it."""
    settings = [f"spin_articles.profiles=[{profile}]"] if profile else []
    with tempfile.TemporaryDirectory(dir=output.parent) as place:
        run = measure_build(news, Path(place), workers=workers, settings=settings)
        dataset = Path(place) / "news"
        floor = measure_floor(dataset, dataset / (dataset / "LATEST").read_text(encoding="utf-8").strip())
    print(f"{size:,} articles, {workers} workers: {run['seconds']:.1f} s")
    return run | {"asked": size, "floor": floor} | ({"profile": profile} if profile else {})


def put_requests(figures: dict[str, Any], news: Path) -> dict[str, Any]:
    points: dict[str, list[tuple[int, int]]] = {"writes": [], "reads": []}
    for part_bytes in PART_BYTES:
        n_parts, counts = count_requests(news, part_bytes)
        writes = sum(number for name, number in counts.items() if name in WRITES)
        points["writes"].append((n_parts, writes))
        points["reads"].append((n_parts, counts.total() - writes - counts["delete"]))
    changed = figures | {"requests": points}
    write_json(FIGURES, changed)
    return changed


def tell(figures: dict[str, Any], command: str) -> None:
    """Write the tables and plots; what was not measured is left out."""
    data = "clean_news.jsonl, grown by seeded substitution of words"

    def put(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], path: Path = RESULTS) -> None:
        record(title, rows, columns=columns, command=command, data=data, path=path)

    builds = figures["builds"]
    put("The whole way", tables.BUILD_COLUMNS, tables.build_rows(builds))
    put("The whole way, stage by stage", *tables.stage_table(builds))
    draw_speed(builds, DOCS / "scaling_speed.svg")
    if figures["dags"]:
        put(
            "The DAG against spindle build",
            ("articles, workers", "wall", "times"),
            tables.dag_rows(figures["dags"], builds),
        )
    if figures["requests"]:
        # The seconds of a part hardly depend on the workers beside it; the largest size may have been built with more.
        by_size = {run["asked"]: run for run in builds if not run.get("profile")}
        foresight = Foresight(list(by_size.values()), read_dag(), figures["requests"])
        columns = ("slots", "wall", "times as fast", "efficiency")
        put("Workers, simulated, 10 M articles", columns, tables.worker_rows(foresight, 1e7), DOCS / "scaling.md")
        columns = (
            "articles",
            "wall, 64 slots",
            "core-hours",
            "writes / reads",
            "kept",
            "dollars, run",
            "a month, kept",
        )
        put("Larger corpora, simulated", columns, tables.cost_rows(foresight), DOCS / "scaling.md")
        draw_workers(foresight, DOCS / "scaling_workers.svg")


if __name__ == "__main__":
    main()
