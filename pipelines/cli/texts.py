"""The commands on texts and profiles: their options and their help.

Imports stand in the functions: see `app`.
"""
# ruff: noqa: PLC0415 - see above

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import SEED, Json, ProfileName, check_rate, complete_profile


def spin(
    file: Annotated[
        Path | None,
        typer.Argument(help="A text file; stdin unless given, or for '-'.", readable=False),  # read_text says more
    ] = None,
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


def learn(
    pairs: Annotated[
        str,
        typer.Argument(
            metavar="PAIRS", help="Rows with the columns original and spun: JSON Lines, CSV, Parquet ...; - for stdin."
        ),
    ],
    name: Annotated[str, typer.Option("--name", "-n", help="Name of the new profile: a-z, 0-9 and _.")],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Folder for its files, instead of configs/."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a profile of this name, or stand in for one of Spindle's own.")
    ] = False,
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


def profiles(as_json: Json = False) -> None:
    """List the profiles, and the spinner that each imitates.

    \b
    Examples:
    spindle profiles
    spindle profiles --json | jq -r '.[].name'
    """
    from pipelines.cli import profiles as command

    command.run(as_json=as_json)


def profile(
    name: Annotated[
        str, typer.Argument(help="A file of configs/profiles/, or a path to a YAML.", autocompletion=complete_profile)
    ],
    as_json: Json = False,
) -> None:
    """Show a profile: each of its settings with its meaning, and an example of its text.

    \b
    Examples:
    spindle profile autoblog
    spindle profile learned/mine.yaml --json | jq .protect
    """
    from pipelines.cli import profile as command

    command.run(name, as_json=as_json)


def detect(
    texts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE|-|TEXT...",
            help="Text files, - for stdin, or texts in quotes; with --output, rows; also s3://.",
        ),
    ] = None,
    model: Annotated[
        str, typer.Option("--model", "-m", help="A file of `spindle train`, or a release that has a model.")
    ] = ...,  # type: ignore[assignment]  # typer's sign for a required option
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="Score all rows of Parquet or JSON lines into this file.")
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="With --output: the column of the texts; text unless given.")
    ] = None,
    keep_below: Annotated[
        float | None, typer.Option(min=0, max=1, help="With --output: drop rows that score this or more.")
    ] = None,
    drop_spun: Annotated[
        bool,
        typer.Option(
            "--drop-spun", help="With --output: drop rows above the model's 1 % threshold, but not those of few words."
        ),
    ] = False,
    least_words: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="WORDS",
            help="With --drop-spun: keep rows with fewer words, of which a score says little; 50.",
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="With --output: processes; all cores unless given.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Detect spun text: score texts and mark the words that look swapped, or score all rows of a crawl.

    With --output, the rows of a file, a folder or a glob are written in order with all their columns and two more:
    spun_score, from 0 to 1, and spun_share, the share of sentences that look spun. Parquet stays Parquet, and JSON
    lines stay JSON lines, also compressed. Rows without a text get no score and are kept. Of a text, the first million
    characters are scored.

    \b
    Examples:
    spindle detect article.txt --model model.npz
    spindle detect - --model corpora/news --json < article.txt | jq .score
    spindle detect crawl.parquet --model model.npz --output scored.parquet
    spindle detect crawl --model model.npz --output clean.jsonl.zst --drop-spun
    """
    if output is None:
        from pipelines.cli import detect as command

        if drop_spun or any(each is not None for each in (column, keep_below, least_words, workers)):
            raise typer.BadParameter(
                "expected --output with --column, --keep-below, --drop-spun, --least-words and --workers"
            )
        command.run(texts or [], model=model, as_json=as_json)
        return
    from pipelines.cli.scoring import score_crawl

    score_crawl(
        texts or [],
        output,
        model=model,
        column=column or "text",
        keep_below=keep_below,
        drop_spun=drop_spun,
        least_words=least_words,
        workers=workers,
        as_json=as_json,
    )
