"""The commands on corpora: their options and their help.

Imports stand in the functions: see `app`.
"""
# ruff: noqa: PLC0415 - see above

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import Json, ReleasePath, Settings, complete_config, complete_profile

# A run may wait a week for its approval, and then needs its parts.
LEAST_DAYS = 8
OUTPUT = "Folder of the datasets, or an address such as s3://bucket/corpora."
INPUT = "File, folder, glob or URI (hf://, s3://, https://) of clean news; - for lines of JSON on stdin."


def build(
    config: Annotated[
        str,
        typer.Option(
            "--config", "-c", help="A file of configs/corpora/, or a path to a YAML.", autocompletion=complete_config
        ),
    ],
    source: Annotated[str | None, typer.Option("--input", "-i", metavar="URI", help=INPUT)] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FOLDER", help=OUTPUT)] = None,
    dataset: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    profiles: Annotated[str | None, typer.Option(metavar="NAME,...", autocompletion=complete_profile)] = None,
    rate: Annotated[float | None, typer.Option(metavar="SHARE")] = None,
    variants: Annotated[int | None, typer.Option(metavar="NUMBER")] = None,
    seed: Annotated[int | None, typer.Option(min=0)] = None,
    limit: Annotated[int | None, typer.Option(metavar="ROWS")] = None,
    head: Annotated[bool, typer.Option("--head")] = False,
    settings: Settings = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; all cores unless given.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read the input, say what would be reused and computed, write nothing.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print the release's path alone; no progress, and no summary.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as one JSON object: path, version, verdict, counts, ...")
    ] = False,
) -> None:
    """Build a corpus from clean news and publish it as a release, without Airflow.

    Finished parts of earlier runs are reused, so an interrupted run continues where it stopped.

    \b
    Examples:
    spindle build --config news --input articles.jsonl --output corpora
    spindle build -c news -i 'dumps/*.jsonl.gz' -o corpora --dataset dumps --limit 10000
    spindle build -c news -i a.csv -o corpora --profiles light,autoblog --rate 0.1 --variants 2
    spindle build -c news -i a.csv -o corpora --set group_duplicates.test=0.2 --dry-run
    zcat a.jsonl.gz | jq -c 'select(.lang == "en")' | spindle build -c news -i - -o corpora
    spindle build -c news -i a.csv -o corpora --json | jq -r .path
    """
    from pipelines.cli import build as command

    form = {
        "config": config,
        "input": source,
        "output": output,
        "dataset": dataset,
        "profiles": profiles and [name.strip() for name in profiles.split(",")],
        "rate": rate,
        "variants": variants,
        "seed": seed,
        "limit": limit,
        "head": head or None,
    }
    command.run(form, settings or [], workers=workers, dry_run=dry_run, quiet=quiet, as_json=as_json)


def verify(
    release: ReleasePath,
    as_json: Json = False,
) -> None:
    """Verify a release on any machine: checksums, schema, every edit, and that no group is in two splits.

    \b
    Examples:
    spindle verify corpora/news
    spindle verify corpora/news/20261124T083000Z-abcdef123456
    spindle verify corpora/news --json | jq '.checks[] | select(.holds | not)'
    """
    from pipelines.cli import verify as command

    command.run(release, as_json=as_json)


def show(
    release: ReleasePath,
    pairs: Annotated[int, typer.Option(min=0, help="Number of pairs to show.")] = 3,
    split: Annotated[str | None, typer.Option(help="Show pairs of this split; of all splits unless given.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed shows other pairs.")] = 0,
    as_json: Json = False,
) -> None:
    """Show a release: its numbers, its verdict, some of its pairs, and the line that loads it.

    \b
    Examples:
    spindle show corpora/news
    spindle show corpora/news --pairs 10 --split test | less
    spindle show corpora/news --json | jq '.pairs[].spun'
    """
    from pipelines.cli import show as command

    command.run(release, n_pairs=pairs, split=split, seed=seed, as_json=as_json)


def list_(
    root: Annotated[str, typer.Argument(metavar="PATH", help="The folder that holds the datasets; also s3://.")],
    as_json: Json = False,
) -> None:
    """List the releases of all datasets, newest first.

    \b
    Examples:
    spindle list corpora
    spindle list s3://bucket/corpora
    spindle list corpora --json | jq -r '.[] | select(.is_latest).path'
    """
    from pipelines.cli import listing as command

    command.run(root, as_json=as_json)


def prune(
    root: Annotated[Path, typer.Argument(help="The folder that holds the datasets, or one dataset's folder.")],
    keep: Annotated[int, typer.Option(min=1, help="Number of newest releases to keep of each dataset.")] = 3,
    work: Annotated[
        bool, typer.Option("--work", help="Also delete parts in work/ that no release and no recent run uses.")
    ] = False,
    days: Annotated[
        int,
        typer.Option("--older-than", metavar="DAYS", min=LEAST_DAYS, help="Days since the last use of such parts."),
    ] = 30,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be deleted, delete nothing.")] = False,
) -> None:
    """Delete old releases, but never the one that LATEST names.

    Finished parts in work/ make the next build quick, so they are kept unless --work is given; a release shares most of
    its files with them, so deleting it alone frees little. A part goes with the files of its rejected rows.

    \b
    Examples:
    spindle prune corpora --keep 2
    spindle prune corpora --keep 1 --yes
    spindle prune corpora --keep 1 --work --older-than 14 --dry-run
    """
    from pipelines.cli import prune as command

    command.run(root, keep=keep, work=work, days=days, yes=yes, dry_run=dry_run)


def dags() -> None:
    """Print the folder of the DAGs, and on stderr the lines that add it to an existing Airflow.

    \b
    Examples:
    spindle dags
    ls "$(spindle dags)"
    """
    from pipelines.cli import dags as command

    command.run()
