"""The gate on rejected rows."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.errors import ValidationFailed
from pipelines.parts.part import Part


def check_rejects(parts: Sequence[Part], *, max_share: float, setting: str) -> None:
    """Raise ValidationFailed, with stage and reasons, if more than `max_share` of the rows of `parts` were rejected."""
    rejected = add_up([part.rejected for part in parts])
    stage = parts[0].stage if parts else ""
    n_rejected, n_kept = sum(rejected.values()), sum(part.n_rows for part in parts)
    n_rows = n_rejected + n_kept
    if n_rows and n_rejected <= max_share * n_rows and n_kept:
        return
    if not n_rows:
        raise ValidationFailed(f"{stage or 'the input'}: expected at least one row, found none", stage=stage)
    reasons = ", ".join(f"{reason} {number:,}" for reason, number in rejected.items())
    folder = next((Path(part.rejects_file).parent for part in parts if part.rejects_file), None)
    found = f"{stage} rejected {n_rejected:,} of {n_rows:,} rows ({n_rejected / n_rows:.0%})"
    if not n_kept:
        raise ValidationFailed(
            f"{found}, so none is left: {reasons}. The rows are in {folder}; mend the input", stage=stage
        )
    raise ValidationFailed(
        f"{found}, more than {setting}={max_share:g} allows: {reasons}. "
        f"The rows are in {folder}; mend the input or raise the setting",
        stage=stage,
    )


def add_up(counts: list[dict[str, int]]) -> dict[str, int]:
    """Sum counts by name, most frequent first.

    >>> add_up([{"too_short": 2}, {"not_english": 5, "too_short": 1}])
    {'not_english': 5, 'too_short': 3}
    """
    total: dict[str, int] = {}
    for part in counts:
        for name, number in part.items():
            total[name] = total.get(name, 0) + number
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))
