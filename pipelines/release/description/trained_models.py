"""The section of the card on the models that probe_corpus trained on a sample of the release."""

from collections.abc import Mapping
from typing import Any

from pipelines.release.layout import DETECTOR_FILE, PROBE_FILE


def describe_models(probe: Mapping[str, Any]) -> str:
    """Return the sentence on the models and a table of their main figures, as Markdown.

    probe  entry of the manifest
    """
    says = [probe["says"]]
    if probe.get("detection"):
        head = (
            "| split | by | AUROC | found at 1% false alarms | AUROC of words alone |\n"
            "| --- | --- | ---: | ---: | ---: |"
        )
        rows = [
            f"| {split} | {granularity} | {_figure(row['auroc'])} | {_figure(row['tpr_1pct'], '.0%')} "
            f"| {_figure(row['words_auroc'])} |"
            for split, by in probe["detection"].items()
            for granularity, row in by.items()
        ]
        says.append("\n".join([head, *rows]))
        says.append(
            "AUROC: how often a spun text scores higher than a clean one; .5 is chance. "
            f"`{PROBE_FILE}` has all figures, `{DETECTOR_FILE}` is the trained detector."
        )
    return "\n\n".join(says)


def _figure(value: float | None, form: str = ".3f") -> str:
    return "-" if value is None else format(value, form)
