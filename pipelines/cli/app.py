"""The commands of `spindle`: their options and their help.

The module of a command is imported when the command runs: Arrow and numpy take longer to load than `spindle --help`
should.
"""
# ruff: noqa: PLC0415 - see above

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.exits import Commands
from pipelines.cli.terminal import Notes

app = typer.Typer(
    cls=Commands,
    help="Build paired training corpora of clean and spun news: exact edit labels, checked, published as Parquet.",
    epilog="Exit codes: 0 done, 1 a quality gate said no, 2 wrong use or configuration, 3 input or storage failed.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

# The seed of the configs in configs/corpora/: a text spun alone gets the swaps it gets in a corpus.
SEED = 20210510

ProfileName = Annotated[str, typer.Option("--profile", "-p", help="A file of configs/profiles/, or a path to a YAML.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def check_rate(value: float | None) -> float | None:
    if value is not None and not 0 <= value <= 1:
        raise typer.BadParameter(f"expected a share of the words from 0 to 1, got {value}")
    return value


def main() -> None:
    """Run the command that the arguments of this process name, and exit."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]  # true of a process's own
    logging.getLogger("pipelines").addHandler(Notes(logging.WARNING))
    app()


@app.callback(invoke_without_command=True)
def spindle(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"spindle {version_of('spindle')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


@app.command()
def build(
    config: Annotated[str, typer.Option("--config", "-c", help="A file of configs/corpora/, or a path to a YAML.")],
    source: Annotated[
        str | None,
        typer.Option("--input", "-i", metavar="URI", help="File, folder, glob, hf:// or s3:// of clean news."),
    ] = None,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FOLDER", help="Folder that holds the datasets.")
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="Name of the dataset: the folder below the output.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Same input, configuration and seed: same bytes.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; all cores unless given.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change any setting of the config; may be repeated."),
    ] = None,
) -> None:
    """Build a corpus from clean news and publish it as a release, without Airflow.

    Finished parts of earlier runs are reused, so an interrupted run continues where it stopped.

    \b
    Examples:
    spindle build --config news --input articles.jsonl --output corpora
    spindle build -c news -i 'dumps/*.jsonl.gz' -o corpora --dataset dumps
    spindle build -c news -i a.csv -o corpora --set spin_articles.profiles=\\[light]
    spindle build -c news -i a.csv -o corpora --set spin_articles.rate=0.1
    """
    from pipelines.cli import build as command

    values = {"input": source, "output": output, "dataset": dataset, "seed": seed}
    command.run(config, settings or [], workers=workers, **values)


@app.command()
def spin(
    file: Annotated[Path | None, typer.Argument(help="A text file; stdin unless given, or for '-'.")] = None,
    profile: ProfileName = "autoblog",
    rate: Annotated[
        float | None,
        typer.Option(callback=check_rate, help="Share of the words to swap, 0-1; the profile's own unless given."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Same text, profile, rate and seed: same swaps.")] = SEED,
    variants: Annotated[int, typer.Option(min=1, max=100, help="Number of spun variants.")] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object for each variant, with its edits.")
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Print the spun text only, byte for byte.")] = False,
) -> None:
    """Spin a text and show its swaps.

    A first line above an empty line counts as the headline, which some profiles leave alone.
    Edits have the marks of wdiff and git, \\[-old-]{+new+}; on a terminal, old text is also red and struck through,
    and new text green.

    \b
    Examples:
    spindle spin article.txt --profile autoblog
    echo "The council will vote on it today." | spindle spin --rate 0.3
    spindle spin article.txt --plain > spun.txt
    spindle spin article.txt --variants 3 --json | jq -r .spun
    """
    from pipelines.cli import spin as command

    command.run(file, profile=profile, rate=rate, seed=seed, variants=variants, as_json=as_json, plain=plain)


@app.command()
def candidates(
    words: Annotated[list[str], typer.Argument(metavar="WORD", help="Words or phrases, in any case.")],
    profile: ProfileName = "autoblog",
    top: Annotated[int | None, typer.Option(min=1, help="Number of candidates for each word, at most.")] = None,
    as_json: Json = False,
) -> None:
    """List a profile's candidates for a word or phrase, best first.

    The share is how often a candidate is chosen when the word is swapped.

    \b
    Examples:
    spindle candidates important "take part in" --profile autoblog --top 5
    spindle candidates important --json    # {"important": \\[["great", 0.17], ...]}
    """
    from pipelines.cli import candidates as command

    command.run(words, profile=profile, top=top, as_json=as_json)


@app.command()
def learn(
    pairs: Annotated[
        str, typer.Argument(metavar="PAIRS", help='Lines of JSON {"original": ..., "spun": ...}; - for stdin.')
    ],
    name: Annotated[str, typer.Option("--name", "-n", help="Name of the new profile: a-z, 0-9 and _.")],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Folder for its files, instead of configs/."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a profile of this name.")] = False,
    as_json: Json = False,
) -> None:
    """Learn a profile from samples of a spinner: its swaps, and how often it makes each.

    It takes 20 pairs or more; a few hundred are better. No text of the samples is kept: the table of the profile
    holds single words and short phrases.

    \b
    Examples:
    spindle learn pairs.jsonl --name myspinner
    spindle learn pairs.jsonl --name myspinner --output learned
    spindle spin article.txt --profile learned/myspinner.yaml
    """
    from pipelines.cli import learn as command

    command.run(pairs, name=name, output=output, force=force, as_json=as_json)


@app.command()
def verify(
    release: Annotated[Path, typer.Argument(help="A release, or a dataset's folder for its latest release.")],
) -> None:
    """Verify a release on any machine: checksums, schema, every edit, and that no group is in two splits.

    \b
    Examples:
    spindle verify corpora/news
    spindle verify corpora/news/20261124T083000Z-abcdef123456
    """
    from pipelines.cli import verify as command

    command.run(release)


@app.command()
def show(
    release: Annotated[Path, typer.Argument(help="A release, or a dataset's folder for its latest release.")],
    pairs: Annotated[int, typer.Option(min=0, help="Number of pairs to show.")] = 3,
    split: Annotated[str | None, typer.Option(help="Show pairs of this split; of all splits unless given.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed shows other pairs.")] = 0,
) -> None:
    """Show a release: its numbers, its verdict, some of its pairs, and the line that loads it.

    \b
    Examples:
    spindle show corpora/news
    spindle show corpora/news --pairs 10 --split test | less
    """
    from pipelines.cli import show as command

    command.run(release, n_pairs=pairs, split=split, seed=seed)


@app.command("list")
def list_(
    root: Annotated[Path, typer.Argument(help="The folder that holds the datasets.")],
    as_json: Json = False,
) -> None:
    """List the releases of all datasets, newest first.

    \b
    Examples:
    spindle list corpora
    spindle list corpora --json | jq -r '.[] | select(.is_latest).path'
    """
    from pipelines.cli import listing as command

    command.run(root, as_json=as_json)


@app.command()
def prune(
    root: Annotated[Path, typer.Argument(help="The folder that holds the datasets, or one dataset's folder.")],
    keep: Annotated[int, typer.Option(min=1, help="Number of newest releases to keep of each dataset.")] = 3,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Delete without asking.")] = False,
) -> None:
    """Delete old releases, but never the one that LATEST names.

    Finished parts in work/ are kept, so that the next build is quick.

    \b
    Examples:
    spindle prune corpora --keep 2
    spindle prune corpora --keep 1 --yes
    """
    from pipelines.cli import prune as command

    command.run(root, keep=keep, yes=yes)
