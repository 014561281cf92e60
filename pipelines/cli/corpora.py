"""The commands on corpora: their options and their help.

Imports stand in the functions: see `app`.
"""
# ruff: noqa: PLC0415 - see above

from typing import Annotated

import typer

from pipelines.cli.options import Json, Settings, complete_config, complete_profile

FROM_MANIFEST = "Rebuild the release of this manifest.json, its folder or DATASET@NAME, and prove the data identical."
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


def tune(
    real: Annotated[list[str], typer.Option("--real", metavar="FILE", help="Real samples; may be repeated.")],
    source: Annotated[str, typer.Option("--input", "-i", metavar="URI", help=INPUT)],
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="The configuration, a .yaml file.")],
    config: Annotated[
        str,
        typer.Option(
            "--config",
            "-c",
            help="The configuration to tune: its weights are the default.",
            autocompletion=complete_config,
        ),
    ] = "news",
    profiles: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,...",
            help="Profiles to weigh beside those of the config; all but those of nlpaug unless given.",
            autocompletion=complete_profile,
        ),
    ] = None,
    trials: Annotated[int, typer.Option(min=1, help="Weights to try.")] = 400,
    minutes: Annotated[float, typer.Option(min=0.1, help="Time after which the search ends early.")] = 10.0,
    words: Annotated[int, typer.Option(min=1, help="Words of clean text to spin.")] = 300_000,
    seeds: Annotated[int, typer.Option(min=1, max=20, help="Detectors for each choice, to confirm it.")] = 3,
    seed: Annotated[int, typer.Option(min=0, help="Same samples, news, trials and seed: same result.")] = 0,
    settings: Settings = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write the weights that were found even if no gain is shown.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Tune a configuration to real samples: search the weights of profiles that train the best detector of them.

    Real samples are rows of any format that news are read in, such as JSON
    Lines, CSV and Parquet: {"text", "label"} with the labels 0 and 1, {"text"}
    for spun texts, or {"original", "spun"}; a "family" names the spinner. If a
    profile is a mixture, parts of its ranges (rates, passes, origins) get
    weights of their own. The gain over the default is measured on families, or
    samples, that the weights were not chosen on. If none is shown, the
    configuration keeps the default weights.

    \b
    Examples:
    spindle tune --real mine.jsonl --input articles.jsonl --output tuned.yaml
    spindle tune --real a.jsonl --real b.csv -i news.csv -o tuned.yaml --minutes 5
    spindle build --config tuned.yaml --input articles.jsonl --output corpora
    """
    from pipelines.cli import tune as command

    sizes = {"n_trials": trials, "minutes": minutes, "words": words, "n_seeds": seeds, "seed": seed}
    names = profiles and [name.strip() for name in profiles.split(",") if name.strip()]
    command.run(
        real,
        source,
        output,
        config=config,
        settings=settings or [],
        profiles=names or None,
        sizes=sizes,
        force=force,
        as_json=as_json,
    )
