"""Seconds, rows and words per second of each stage, summed over its parts, computed now or earlier."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.parts.part import Part


def time_stages(stages: Mapping[str, Sequence[Part]]) -> list[dict[str, Any]]:
    """Return a record for each stage, in order.

    words_per_second is None if the stage counts no words; seconds are of computation, summed over workers.

    >>> time_stages({"spin": [Part("spin", "k", "0", "/w", {"train": 2}, statistics={"n_words": 90}, seconds=0.5)]})
    [{'stage': 'spin', 'parts': 1, 'seconds': 0.5, 'rows': 2, 'words_per_second': 180}]
    """
    return [_time_stage(stage, parts) for stage, parts in stages.items()]


def _time_stage(stage: str, parts: Sequence[Part]) -> dict[str, Any]:
    seconds = round(sum(part.seconds for part in parts), 3)
    words = sum(part.n_words for part in parts)
    return {
        "stage": stage,
        "parts": len(parts),
        "seconds": seconds,
        "rows": sum(part.n_rows for part in parts),
        "words_per_second": round(words / seconds) if words and seconds else None,
    }
