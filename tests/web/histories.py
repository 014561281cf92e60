"""Datasets with many releases, made from one by copies with other results; theirs are newer than any of today's."""

import shutil

from report.results import make_check
from web.results import put_results


def version_of(day):
    return f"209912{day:02}T000000Z-{'0' * 12}"


def publish_days(release, days, checks_of):
    """Publish a copy of a release on each day of December with the checks that `checks_of(day)` returns."""
    for day in days:
        folder = shutil.copytree(release.folder, release.folder.parent / version_of(day))
        manifest = (folder / "manifest.json").read_text()
        text = manifest.replace(release.version, version_of(day)).replace(
            release.created, f"2099-12-{day:02}T00:00:00+00:00"
        )
        (folder / "manifest.json").write_text(text)
        put_results(folder, checks=checks_of(day))
    return [version_of(day) for day in days]


def rate_error(value):
    return make_check("rate_error", observed=value, effect="warning" if value > 0.02 else "none", severity="warning")


def drift(value):
    kwargs = {"kwargs": {"max_value": 0.1}}
    effect = "warning" if value > 0.1 else "none"
    return make_check("drift_kinds", observed=value, effect=effect, severity="warning", expectation=kwargs)
