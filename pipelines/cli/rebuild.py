"""`spindle build --from-manifest`: a release built again from its manifest, and compared with it file by file."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.cli import terminal
from pipelines.cli.build import build
from pipelines.cli.numbers import Lines, print_lines
from pipelines.errors import ConfigError, InputError, ValidationFailed
from pipelines.release.find import MANIFEST, read_manifest
from pipelines.release.rebuild import GIVE_INPUT, Rebuilt, Recipe, compare_rebuild, find_manifest, read_recipe
from pipelines.run import Build
from pipelines.storage.temporary import temporary_folder
from pipelines.workers import n_cores

# Data files and differences that an error names.
MOST = 3


def rebuild(
    path: Path | str,
    *,
    source: str | None,
    output: str | None,
    others: Mapping[str, Any],
    workers: int | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Rebuild the release of a manifest and compare; raise ValidationFailed if the data differ.

    source  present address of the input; None: the recorded one
    output  folder for the rebuild; None: a temporary one
    others  options of the command that the manifest decides: all must be empty
    """
    if given := sorted(name for name, value in others.items() if value):
        raise ConfigError(
            f"expected only --input, --output, --workers, --quiet and --json beside --from-manifest, got "
            f"--{given[0]}: the manifest decides it"
        )
    folder = find_manifest(path)
    with _output_folder(output) as place:
        recipe = read_recipe(folder, output=place, source=source)
        done = _build(recipe, workers, quiet=quiet, has_source=source is not None, is_kept=bool(output))
        comparison = compare_rebuild(recipe.manifest, read_manifest(done.release.folder))
    kept = done.release.path if output else None
    if as_json:
        terminal.write_json(_to_json(recipe, comparison, done, kept))
    elif quiet:
        print(kept or recipe.folder)
    else:
        print_lines(terminal.stdout(), _lines(recipe, comparison, done, kept))
    if not comparison.is_identical:
        raise ValidationFailed(_describe(recipe, comparison))


@contextmanager
def _output_folder(output: str | None) -> Iterator[str]:
    if output:
        yield output
        return
    with temporary_folder("rebuild") as folder:
        yield str(folder)


def _build(recipe: Recipe, workers: int | None, *, quiet: bool, has_source: bool, is_kept: bool) -> Build:
    try:
        return build(recipe.config, workers or n_cores(), quiet=quiet, carry=recipe.carry, is_kept=is_kept)
    except InputError as error:
        if has_source:
            raise
        raise type(error)(
            f"{error}. The input is the one that {recipe.folder / MANIFEST} records: {GIVE_INPUT}"
        ) from error


def _lines(recipe: Recipe, comparison: Rebuilt, done: Build, kept: str | None) -> Lines:
    release = recipe.manifest
    n_reused = sum(part.reused for parts in done.stages.values() for part in parts)
    n_same = len(comparison.files) - len(comparison.differing)
    verdict = "identical" if comparison.is_identical else "not identical"
    return [
        ("release", f"{release['dataset']} {release['version']}, rebuilt from {recipe.folder / MANIFEST}"),
        ("groups", recipe.carried_from),
        *([("reused", f"{n_reused:,} parts of earlier builds in this output, not computed again")] if n_reused else []),
        *(
            ("same" if file.is_identical else "DIFFERS", f"{file.path}  {file.sha256 or 'not in the release'}")
            for file in comparison.files
        ),
        *(("differs", text) for text in comparison.differences),
        (
            "fingerprint",
            " then, ".join(dict.fromkeys(comparison.fingerprints)) + (" now" * (not _same_print(comparison))),
        ),
        ("rebuild", f"in {kept}" if kept else "in a temporary folder, deleted after the comparison"),
        ("verdict", f"{verdict}: {n_same:,} of {len(comparison.files):,} data files have the same SHA-256"),
        ("time", f"{done.seconds:.1f} s"),
    ]


def _same_print(comparison: Rebuilt) -> bool:
    return comparison.fingerprints[0] == comparison.fingerprints[1]


def _to_json(recipe: Recipe, comparison: Rebuilt, done: Build, kept: str | None) -> dict[str, Any]:
    return {
        **{name: recipe.manifest[name] for name in ("dataset", "version")},
        **comparison.to_json(),
        "groups": recipe.carried_from,
        "path": kept,
        "reused": sum(part.reused for parts in done.stages.values() for part in parts),
        "seconds": round(done.seconds, 3),
    }


def _describe(recipe: Recipe, comparison: Rebuilt) -> str:
    """Describe a rebuild that differs, with the causes that the manifests show."""
    found = comparison.differing
    few = ", ".join(found[:MOST]) + (f" and {len(found) - MOST:,} more" if len(found) > MOST else "")
    differing = (
        f"{len(found):,} of {len(comparison.files):,} data files differ ({few})" if found else "its card differs"
    )
    causes = "; ".join(comparison.differences[:MOST]) or (
        "input, code, lexicons, profiles and packages are as recorded, so verify the release with `spindle verify`"
    )
    return f"expected the same data as {recipe.manifest['version']}, but {differing}. Recorded and found: {causes}"
