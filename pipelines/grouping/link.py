"""Linking jobs: the finished edges between near-duplicates of all parts, each job from its own bands."""

from collections.abc import Sequence

import numpy as np

from pipelines.config.run import RunConfig
from pipelines.duplicates.link import choose_bands
from pipelines.engine.buffers import Ints
from pipelines.fingerprint import code_fingerprint
from pipelines.grouping.edges import find_edges
from pipelines.grouping.plan import BandRange, plan_jobs
from pipelines.grouping.sketch_files import SketchFiles
from pipelines.grouping.survivors import DROPPED_FILE, drop_copies, sketch_parts
from pipelines.parts.finish import check_parts, finish_part
from pipelines.parts.part import Part
from pipelines.parts.writer import PartWriter
from pipelines.release.carried import CarryFrom

EDGES_FILE = "edges.npy"


def list_jobs(articles: Sequence[Part], config: RunConfig) -> list[list[BandRange]]:
    """Return the units of each linking job of these parts of articles; see plan_jobs."""
    settings = config.group_duplicates
    # Negatives have an original each at most.
    n_texts = sum(part.n_rows * (1 if part.negative_kind is None else 2) for part in articles)
    n_bands = len(choose_bands(settings.permutations, settings.similarity, settings.containment))
    return plan_jobs(n_texts, n_bands, settings.job_keys)


def link_job(articles: Sequence[Part], number: int, config: RunConfig, carry: CarryFrom | None = None) -> Part:
    """Return the edges that the job `number` finds: EDGES_FILE, int64 [2, edges], texts in the order of reading.

    carry  see find_carried
    """
    units, settings = list_jobs(articles, config)[number], config.group_duplicates
    dropped = drop_copies(articles, config, carry)

    def compute(writer: PartWriter) -> None:
        check_parts([dropped])
        sketches = sketch_parts(articles, config)
        files = SketchFiles.open(sketches, settings.permutations)
        edges = find_edges(files, np.load(dropped.file(DROPPED_FILE)), units, settings)
        np.save(writer.folder / EDGES_FILE, np.stack(edges))
        writer.statistics["n_edges"] = len(edges[0])

    return finish_part(
        config.dataset_folder,
        "link_duplicates",
        inputs={
            "dropped": dropped.key,
            "units": [[unit.band, unit.number, unit.n_ranges] for unit in units],
            "similarity": settings.similarity,
            "containment": settings.containment,
            "code": code_fingerprint(__name__),
        },
        label=f"job {number:03}",
        compute=compute,
    )


def read_edges(job: Part) -> Ints:
    """int64 [2, edges]: the edges of a finished job."""
    return np.load(job.file(EDGES_FILE))
