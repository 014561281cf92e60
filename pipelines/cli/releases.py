"""Options and help of the commands on releases."""

# ruff: noqa: PLC0415 - see pipelines/cli/app.py

from typing import Annotated

import typer

from pipelines.cli.options import Json, ReleasePath
from pipelines.config.prune_form import LEAST_DAYS, PruneOptions


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


def diff(
    before: Annotated[str, typer.Argument(help="A release, or a dataset's folder for its latest release.")],
    after: Annotated[str, typer.Argument(help="Another one, usually newer: of the same dataset or of another.")],
    examples: Annotated[int, typer.Option(min=0, metavar="NUMBER", help="Number of changed pairs to show.")] = 0,
    as_json: Json = False,
) -> None:
    """Compare two releases: pairs added, removed and changed, moved articles, rates, swaps, settings and code.

    Data files that both releases have are read once, texts and edits not at all.

    \b
    Examples:
    spindle diff corpora/news/20261124T083000Z-abcdef123456 corpora/news
    spindle diff corpora/news corpora/dumps --examples 3
    spindle diff corpora/old corpora/new --json | jq '.splits.test, .articles.moved'
    """
    from pipelines.cli import diff as command

    command.run(before, after, n_examples=examples, as_json=as_json)


def probe(
    release: ReleasePath,
    real: Annotated[
        list[str] | None, typer.Option("--real", metavar="FILE", help="Real samples to score; may be repeated.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model", metavar="FILE", help="Score this model, or that of a release, instead of training one."
        ),
    ] = None,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Also write the figures as JSON.")] = None,
    as_json: Json = False,
) -> None:
    """Judge a release by the models that it trains: what they find in its other splits and in real spun texts.

    A sample of the split train trains a detector. Real samples are rows of any
    format that news are read in, such as JSON Lines, CSV and Parquet: {"text",
    "label"} with the labels 0 and 1, {"text"} for spun texts, or {"original",
    "spun"}; a "family" names the spinner.

    \b
    Examples:
    spindle probe corpora/news
    spindle probe corpora/news --real mine.jsonl --real others.csv
    spindle probe corpora/news --json | jq -c '.detection[]'
    """
    from pipelines.cli import probe as command

    command.run(release, real=real or [], model=model, out=out, as_json=as_json)


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


def promote(
    path: Annotated[str, typer.Argument(metavar="PATH", help="A release, or the folder of its dataset; also s3://.")],
    version: Annotated[str | None, typer.Argument(metavar="VERSION", help="A version or tag of that dataset.")] = None,
    back: Annotated[bool, typer.Option("--back", help="Go back to the release that LATEST named before.")] = False,
) -> None:
    """Let LATEST name another release, newer or older. The same content, published again, does not move it back.

    \b
    Examples:
    spindle promote corpora/news/20261124T083000Z-abcdef123456
    spindle promote corpora/news paper
    spindle promote corpora/news --back
    """
    from pipelines.cli import promote as command

    command.run(path, version, back=back)


def tag(
    release: ReleasePath,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The tag; without it, tags are listed.")] = None,
    move: Annotated[bool, typer.Option("--move", help="Let a tag name another release than before.")] = False,
    delete: Annotated[bool, typer.Option("--delete", help="Delete the tag; the release stays.")] = False,
) -> None:
    """Give a release a name that readers can follow, and that keeps it from being pruned.

    `corpora/news@paper` then is the release for all commands, `load_dataset("corpora/news", "paper")` loads it.

    \b
    Examples:
    spindle tag corpora/news/20261124T083000Z-abcdef123456 paper
    spindle tag corpora/news paper --move
    spindle tag corpora/news; spindle tag corpora/news paper --delete
    """
    from pipelines.cli import tag as command

    command.run(release, name, move=move, delete=delete)


def prune(
    root: Annotated[
        str, typer.Argument(metavar="PATH", help="The folder of the datasets, or of one dataset; also s3://.")
    ],
    keep: Annotated[int, typer.Option(min=1, help="Number of newest releases to keep of each dataset.")] = 3,
    work: Annotated[
        bool, typer.Option("--work/--no-work", help="Delete parts in work/ that no release and no recent run uses.")
    ] = True,
    days: Annotated[
        int,
        typer.Option("--older-than", metavar="DAYS", min=LEAST_DAYS, help="Days since the last use of such parts."),
    ] = 30,
    grace: Annotated[
        float, typer.Option(metavar="HOURS", min=0, help="Hours that files stay for readers of a pruned release.")
    ] = 24,
    delete: Annotated[bool, typer.Option("--delete", "--yes", "-y", help="Delete; else this is a dry run.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be deleted, also with --delete.")] = False,
) -> None:
    """Delete old releases, but none that LATEST or a tag names, and the parts of work/ that nothing uses.

    Deletes only with --delete. A release is gone for new readers at once; its files go with the first prune after
    --grace, so that readers end well. Parts of work/ that a kept release was made of stay, and make the next build
    quick.

    \b
    Examples:
    spindle prune corpora --keep 2
    spindle prune corpora/news --keep 1 --no-work --delete
    spindle prune s3://bucket/corpora --older-than 14 --grace 0 --delete
    """
    from pipelines.cli import prune as command

    options = PruneOptions(keep=keep, days=days, grace=grace, work=work)
    command.run(root, options, delete=delete and not dry_run)


def push(
    release: ReleasePath,
    repository: Annotated[
        str, typer.Argument(metavar="hf://datasets/OWNER/NAME", help="A dataset on the Hub; also hf://OWNER/NAME.")
    ],
    private: Annotated[bool, typer.Option("--private", help="Create the repository as a private one.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make it the current content even if the repository has a newer release.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Verify the release, ask the Hub what an upload would change, and change nothing."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Upload a release to the Hugging Face Hub as one commit, compare it there, and tag it with the version.

    The access token comes from HF_TOKEN or `hf auth login`. Files of an earlier release that this one does not have
    are deleted in the same commit; older releases stay readable by their tags.

    \b
    Examples:
    spindle push corpora/news hf://datasets/owner/news --private --dry-run
    spindle push corpora/news/20261124T083000Z-abcdef123456 hf://datasets/owner/news
    """
    from pipelines.cli import push as command

    command.run(release, repository, private=private, replace=replace, dry_run=dry_run, as_json=as_json)


def export(
    release: ReleasePath,
    as_: Annotated[
        str,
        typer.Option(
            "--as", metavar="FORMAT", help="jsonl, csv, classification, tokens, conll, dagpap or restoration."
        ),
    ],
    output: Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="A new or an empty folder; also s3://.")],
    granularity: Annotated[
        str, typer.Option(help="Rows of classification: article, paragraph or sentence.")
    ] = "article",
    negatives: Annotated[
        bool,
        typer.Option(
            help="Mix the release's negatives into classification, in place of up to half of the clean texts."
        ),
    ] = True,
    as_json: Json = False,
) -> None:
    """Write a release in a format that other programs read: a file for each split.

    \b
    jsonl, csv      pairs with all columns
    classification  texts and labels, 0 clean and 1 spun; shuffle them
    tokens          words of the spun texts, their spans, and labels, 1 in edits
    conll           a word and its tag a line: O, B-SWAP or I-SWAP
    dagpap          the columns of the shared task DAGPap24, as JSON Lines
    restoration     spun and clean texts with their edits

    \b
    Examples:
    spindle export corpora/news --as conll --output conll
    spindle export corpora/news@paper --as classification --output texts
    spindle export s3://bucket/corpora/news --as dagpap --output dagpap
    """
    from pipelines.cli import export as command

    command.run(release, as_, output, granularity=granularity, negatives=negatives, as_json=as_json)


def train(
    release: ReleasePath,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="MODEL", help="A file that ends in .npz; also s3://.")
    ],
    words: Annotated[
        int, typer.Option(min=1, help="Words of clean text to train on; all there are if there are fewer.")
    ] = 2_000_000,
    seed: Annotated[int, typer.Option(min=0, help="Same release, words and seed: same model.")] = 0,
    as_json: Json = False,
) -> None:
    """Train a detector of spun text on a release, and measure it on the release's split validation.

    \b
    Examples:
    spindle train corpora/news --output model.npz
    spindle train s3://bucket/corpora/news@paper --output model.npz --words 500000
    spindle detect article.txt --model model.npz
    """
    from pipelines.cli import train as command

    command.run(release, output, words=words, seed=seed, as_json=as_json)
