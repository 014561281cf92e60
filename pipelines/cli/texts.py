"""The commands on texts and profiles: their options and their help.

Imports stand in the functions: see `app`.
"""
# ruff: noqa: PLC0415 - see above

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import SEED, Json, ProfileName, check_rate, complete_profile


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
