"""The Data Docs site of one run: pages of Great Expectations, filled with results added up over all parts.

Great Expectations writes a site from the results in its store, also from results that it did not compute: the merged
outcomes are stored as its own records. Its pages load styles, scripts and pictures from seven hosts and 4 MB of files,
which a cluster without internet cannot, and a private one should not. So these are removed and a small style added: the
site is a few HTML files that load nothing. Each run has its own site, since a growing site reads everything it holds.
"""

import html
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.quality.suites.checks import Check, Json, holds, why_not_run
from pipelines.quality.suites.docs_style import SCRIPT, STYLE
from pipelines.quality.suites.docs_warnings import MARKS, WORDS, mark_warnings
from pipelines.quality.suites.results import STOP
from pipelines.quality.suites.run import great_expectations, gx_configuration, quiet_context
from pipelines.quality.suites.verdict import describe_limits, effect_of
from pipelines.storage.files import write_text

Suite = tuple[Sequence[Check], Mapping[str, Json]]

LOADED = [
    re.compile(r"<script.*?</script>", re.DOTALL),
    re.compile(r"<link\b[^>]*>"),
    re.compile(r"<img\b[^>]*>", re.DOTALL),
    re.compile(r"<footer>.*?</footer>", re.DOTALL),
    re.compile(r"background: url\([^)]*\)[^;]*;"),
]


def build_data_docs(folder: Path, title: str, suites: Sequence[Suite]) -> None:
    """Write the site into `folder`; `suites` are checks with their merged outcomes, in the order of the index."""
    context = quiet_context()
    from great_expectations.core import ExpectationSuite, RunIdentifier  # noqa: PLC0415 - takes 3 s
    from great_expectations.data_context.types.resource_identifiers import (  # noqa: PLC0415
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    run = RunIdentifier(run_name=title)
    for checks, outcomes in suites:
        name = checks[0].suite
        suite = ExpectationSuite(name=name, expectations=[_describe(check).to_domain_obj() for check in checks])
        context.suites.add(suite)
        key = ValidationResultIdentifier(ExpectationSuiteIdentifier(name), run, batch_identifier=name)
        context.validation_results_store.set(key, _merged_result(checks, outcomes, run))
    context.add_data_docs_site(site_name="run", site_config=_describe_site(folder))
    context.build_data_docs(site_names=["run"])
    shutil.rmtree(folder / "static")
    n_warnings = {checks[0].suite: len(_with_effects(checks, outcomes, WORDS)) for checks, outcomes in suites}
    for path in folder.rglob("*.html"):
        page = _stand_alone(path.read_text(encoding="utf-8"))
        write_text(path, mark_warnings(page, n_warnings[path.stem]) if "validations" in path.parts else page)
    write_text(folder / "index.html", _index(folder, title, suites))


def _describe_site(folder: Path) -> Json:
    from pipelines.quality.suites import docs_view  # noqa: PLC0415 - imports Great Expectations, which takes 3 s

    view = {"module_name": docs_view.__name__, "class_name": docs_view.PageView.__name__}
    index_view = view | {"class_name": docs_view.IndexView.__name__}
    return {
        "class_name": "SiteBuilder",
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder", "view": index_view},
        "site_section_builders": {"expectations": {"view": view}, "validations": {"view": view}, "profiling": "none"},
    }


def _merged_result(checks: Sequence[Check], outcomes: Mapping[str, Json], run: Any) -> Any:
    from great_expectations.core import ExpectationSuiteValidationResult  # noqa: PLC0415 - takes 3 s

    ran = [check for check in checks if not why_not_run(check, outcomes[check.name])]
    results = [_result(check, outcomes[check.name]) for check in ran]
    n_failed = len(_with_effects(checks, outcomes, (STOP,)))
    n_held = len(results) - n_failed
    return ExpectationSuiteValidationResult(
        success=not n_failed,
        results=results,
        suite_name=checks[0].suite,
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": n_held,
            "unsuccessful_expectations": n_failed,
            "success_percent": 100 * n_held / max(1, len(results)),
        },
        meta={
            "great_expectations_version": great_expectations().__version__,
            "run_id": run,
            "validation_time": run.run_time,
            "active_batch_definition": {"data_asset_name": f"{checks[0].suite}, all parts"},
        },
    )


def _result(check: Check, outcome: Json) -> Any:
    from great_expectations.core import ExpectationValidationResult  # noqa: PLC0415 - takes 3 s

    percent = 100 * outcome["unexpected"] / outcome["rows"] if outcome["rows"] else 0.0
    return ExpectationValidationResult(
        success=holds(check, outcome),
        expectation_config=_describe(check, outcome),
        result={
            "element_count": outcome["rows"],
            "unexpected_count": outcome["unexpected"],
            "unexpected_percent": percent,
            "unexpected_percent_total": percent,
            "unexpected_percent_nonmissing": percent,
            "missing_count": 0,
            "missing_percent": 0.0,
            # Great Expectations does not escape values, and ids come from the input.
            "partial_unexpected_list": [
                html.escape(f"{example['id']}: {example['value']}") for example in outcome["examples"]
            ],
        },
        exception_info={"raised_exception": False, "exception_traceback": None, "exception_message": None},
    )


def _describe(check: Check, outcome: Json | None = None) -> Any:
    """Return the expectation with its notes as its text on the page, instead of "must belong to this set: True"."""
    says = [check.severity, describe_limits(check.kwargs)]
    if outcome and "observed" in outcome:
        says.append(f"observed {outcome['observed']:.4g}")
    word = WORDS.get(effect_of(check, outcome), "") if outcome else ""
    configuration = gx_configuration(check)
    configuration.description = f"{word}{check.notes} ({', '.join(filter(None, says))})"
    return configuration


def _with_effects(checks: Sequence[Check], outcomes: Mapping[str, Json], effects: Iterable[str]) -> list[Check]:
    return [check for check in checks if effect_of(check, outcomes[check.name]) in effects]


def _stand_alone(page: str) -> str:
    for loaded in LOADED:
        page = loaded.sub("", page)
    return page.replace("</head>", f"{STYLE}\n{SCRIPT}\n</head>")


def _index(folder: Path, title: str, suites: Sequence[Suite]) -> str:
    """Return the first page; that of Great Expectations is a script that needs six others."""
    rows = ""
    for checks, outcomes in suites:
        name = checks[0].suite
        (page,) = (path.relative_to(folder).as_posix() for path in folder.glob(f"validations/{name}/**/*.html"))
        idle = [check.name for check in checks if why_not_run(check, outcomes[check.name])]
        failed, warned = (
            [check.name for check in _with_effects(checks, outcomes, effects)] for effects in ((STOP,), WORDS)
        )
        mark = MARKS["failed" if failed else "warned" if warned else "holds"]
        holds_rest = "every check that ran holds" if idle else "every check holds"
        says = [", ".join(failed) or ("" if warned else holds_rest)]
        says += [f"warning: {', '.join(warned)}"] if warned else []
        says += [f"not run: {', '.join(idle)}"] if idle else []
        rows += (
            f'<tr><td>{mark}</td><td><a href="{html.escape(page)}">{name}</a></td><td>{len(checks)}</td>'
            f"<td>{html.escape('; '.join(filter(None, says)))}</td><td>"
            f'<a href="expectations/{name}.html">expectations</a></td></tr>\n'
        )
    title = html.escape(f"Data Docs: {title}")
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="UTF-8"><title>{title}</title>\n{STYLE}\n</head>\n'
        f'<body><div class="container-fluid">\n<h1>{title}</h1>\n'
        "<p>Results of all parts, added up, as pages of Great Expectations.</p>\n<table>\n"
        "<tr><th></th><th>Suite</th><th>Checks</th><th>What does not hold</th><th></th></tr>\n"
        f"{rows}</table>\n</div></body>\n</html>\n"
    )
