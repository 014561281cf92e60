"""The task between probe_corpus and publish_release that waits for approval.

Off by default, and then skipped at once. It holds no worker while it waits. A rejection skips publish_release; no
answer in time is a rejection. The answer is an XCom of its own: Airflow keeps no return value of a rejection, and
publish_release asks for it.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from airflow.providers.common.compat.sdk import AirflowSkipException
from airflow.providers.standard.operators.hitl import ApprovalOperator
from tabulate import tabulate

from pipelines.quality.suites.results import count_checks, failed_checks, read_checks
from pipelines.storage.json_files import read_json
from pipelines.storage.places import Place
from pipelines.workflow import notices
from pipelines.workflow.confine import read_config, read_part
from pipelines.workflow.links import run_page
from pipelines.workflow.notify import tell
from pipelines.workflow.stores import use_connection
from pipelines.workflow.xcoms import ANSWER

WAIT = timedelta(days=7)


class ApproveRelease(ApprovalOperator):
    """Asks whether to publish the judged corpus, if the run's configuration requires approval.

    config, quality  return values of check_run and probe_corpus
    """

    template_fields = (*ApprovalOperator.template_fields, "config", "quality")

    def __init__(self, *, config: Any, quality: Any, **kwargs: Any) -> None:
        super().__init__(
            subject="Publish the release?", body="", defaults=ApprovalOperator.REJECT, response_timeout=WAIT, **kwargs
        )
        self.config = config
        self.quality = quality

    def execute(self, context: Any) -> Any:
        use_connection()
        config = read_config(self.config)
        if not config.publish_release.require_approval:
            raise AirflowSkipException("publish_release.require_approval is off: nobody is asked")
        results = read_part(self.quality, config, "probe_corpus").place
        page = run_page(self.dag_id, context["run_id"])
        found = read_json(results / "results.json")
        self.subject = f"Publish {config.dataset}? It {found['verdict']}."
        self.body = describe(found, results, page)
        if config.notify.on_approval:
            tell(config.notify.on_approval, notices.approval(self.config, str(results), page), context)
        return super().execute(context)

    def execute_complete(self, context: Any, event: Any) -> Any:
        """Leave the answer as an XCom: {"chosen_options": [...], "user": name, "quality": key}; then go on, or skip.

        event  of Airflow: the options, and who has chosen them; nobody if there was no answer in time
        """
        if "chosen_options" in event:
            user = event.get("responded_by_user") or {}
            answer = {
                "chosen_options": list(event["chosen_options"]),
                "user": str(user.get("name") or user.get("id") or ""),
            }
            context["ti"].xcom_push(key=ANSWER, value=answer | {"quality": self.quality["key"]})
        return super().execute_complete(context, event)


def describe(found: Mapping[str, Any], results: Place, page: str) -> str:
    """Describe the verdict as Markdown: figures, failed checks, and links."""
    counts = found["counts"]
    figures = [
        ("verdict", found["verdict"]),
        ("articles", f"{counts['articles']:,}"),
        ("pairs", f"{counts['pairs']:,}"),
        ("swap rate", f"{counts['n_swapped_words'] / max(1, counts['n_words']):.1%}"),
        ("in quarantine", f"{counts['quarantined']:,}"),
        *((f"pairs in {split}", f"{number:,}") for split, number in counts["splits"].items()),
    ]
    checks = read_checks(found)
    failed = failed_checks(checks)
    rows = [(check.check, check.figure, check.threshold, check.effect) for check in failed]
    return "\n\n".join(
        [
            _table(figures, ("", "")),
            _table(rows, ("check", "figure", "expected", "effect"))
            if rows
            else f"{count_checks(checks).capitalize()}.",
            *_describe_probe(found.get("probe") or {}),
            f"[The run's page, with its report]({page})",
            f"Results: `{results}`",
        ]
    )


def _describe_probe(probe: Mapping[str, Any]) -> list[str]:
    """The figures of the models of probe_corpus; nothing for results of a version of Spindle without them."""
    if not probe:
        return []
    rows = [
        (
            f"{split}, by {granularity}",
            _figure(row["auroc"]),
            _figure(row["tpr_1pct"], ".0%"),
            _figure(row["words_auroc"]),
        )
        for split, by in probe.get("detection", {}).items()
        for granularity, row in by.items()
    ]
    says = f"**What a model trained on it can do.** {probe['says']}"
    headers = ("detector", "AUROC", "found at 1% false alarms", "AUROC of words alone")
    return [says, _table(rows, headers)] if rows else [says]


def _figure(value: float | None, form: str = ".3f") -> str:
    return "-" if value is None else format(value, form)


def _table(rows: Sequence[tuple[str, ...]], headers: tuple[str, ...]) -> str:
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return str(tabulate(cells, headers=headers, tablefmt="github", disable_numparse=True))
