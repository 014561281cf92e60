"""The commands on corpora: their options and their help.

Imports stand in the functions: see `app`.
"""
# ruff: noqa: PLC0415 - see above

from typing import Annotated

import typer

from pipelines.cli.options import Settings, complete_config, complete_profile

FROM_MANIFEST = "Rebuild the release of this manifest.json (or its folder), and prove that the data are identical."
INPUT = "File, folder, glob or URI (hf://, s3://, https://) of clean news; - for lines of JSON on stdin."


def build(
    config: Annotated[
        str | None,
        typer.Option(
            "--config", "-c", help="A file of configs/corpora/, or a path to a YAML.", autocompletion=complete_config
        ),
    ] = None,
    source: Annotated[str | None, typer.Option("--input", "-i", metavar="URI", help=INPUT)] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="FOLDER")] = None,
    dataset: Annotated[str | None, typer.Option(metavar="NAME")] = None,
    profiles: Annotated[str | None, typer.Option(metavar="NAME,...", autocompletion=complete_profile)] = None,
    rate: Annotated[float | None, typer.Option(metavar="SHARE")] = None,
    variants: Annotated[int | None, typer.Option(metavar="NUMBER")] = None,
    seed: Annotated[int | None, typer.Option(min=0)] = None,
    limit: Annotated[int | None, typer.Option(metavar="ROWS")] = None,
    head: Annotated[bool, typer.Option("--head")] = False,
    probe: Annotated[int | None, typer.Option(metavar="WORDS", min=0)] = None,
    real: Annotated[list[str] | None, typer.Option(metavar="FILE")] = None,
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
    from_manifest: Annotated[str | None, typer.Option("--from-manifest", metavar="PATH", help=FROM_MANIFEST)] = None,
) -> None:
    """Build a corpus from clean news and publish it as a release, without Airflow.

    Finished parts of earlier runs are reused, so an interrupted run continues where it stopped.
    With --from-manifest, a release is built again, in a temporary folder unless --output is given, and compared with
    the original: exit code 1 if a data file differs.

    \b
    Examples:
    spindle build --config news --input articles.jsonl --output corpora
    spindle build -c news -i 'dumps/*.jsonl.gz' -o corpora --dataset dumps --limit 10000
    spindle build -c news -i a.csv -o corpora --profiles light,autoblog --rate 0.1 --variants 2
    spindle build -c news -i a.csv -o corpora --real mine.jsonl
    spindle build -c news -i a.csv -o corpora --set group_duplicates.test=0.2 --dry-run
    zcat a.jsonl.gz | jq -c 'select(.lang == "en")' | spindle build -c news -i - -o corpora
    spindle build -c news -i a.csv -o corpora --json | jq -r .path
    spindle build --from-manifest corpora/news/20261124T083000Z-abcdef123456/manifest.json
    """
    if from_manifest is not None:
        from pipelines.cli.rebuild import rebuild

        others = {
            "config": config,
            "dataset": dataset,
            "profiles": profiles,
            "rate": rate is not None,
            "variants": variants is not None,
            "seed": seed is not None,
            "limit": limit is not None,
            "head": head,
            "probe": probe is not None,
            "real": real,
            "set": settings,
            "dry-run": dry_run,
        }
        rebuild(
            from_manifest,
            source=source,
            output=output,
            others=others,
            workers=workers,
            quiet=quiet,
            as_json=as_json,
        )
        return
    if config is None:
        from pipelines.errors import ConfigError

        raise ConfigError(
            "expected --config with the name of a config, such as news, or --from-manifest with a release"
        )
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
        "probe": probe,
        "real": real or None,
    }
    command.run(form, settings or [], workers=workers, dry_run=dry_run, quiet=quiet, as_json=as_json)


def dags() -> None:
    """Print the folder of the DAGs, and on stderr the lines that add it to an existing Airflow.

    \b
    Examples:
    spindle dags
    ls "$(spindle dags)"
    """
    from pipelines.cli import dags as command

    command.run()
