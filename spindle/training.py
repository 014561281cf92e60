"""A release made ready to train on: loaded in one line, and turned into rows for detectors, taggers and de-spinners.

Needs the base install alone; `to_token_labels` takes the tokenizer that the caller has.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pipelines.errors import ConfigError
from pipelines.training import negatives as with_negatives
from pipelines.training import restoration, token_labels
from spindle.releases import load_release

if TYPE_CHECKING:
    from datasets import Dataset, DatasetDict, IterableDataset, IterableDatasetDict

    Rows = TypeVar("Rows", Dataset, DatasetDict, IterableDataset, IterableDatasetDict)


def load(
    place: str | Path,
    split: str | None = None,
    version: str = "latest",
    streaming: bool = False,
    *,
    negatives: bool = False,
    verify: bool = False,
    **options: Any,
) -> "Dataset | DatasetDict | IterableDataset | IterableDatasetDict":
    """Load a release: the latest one of a dataset's folder, or the one in the folder of a version; local or s3://.

    split      train, validation, test or test_unseen; None: all splits
    version    a version or a tag of the dataset
    streaming  read while iterating, without a cache
    negatives  load the negatives in place of the pairs: texts of the class "clean" that belong to no pair
    verify     first compare every data file of the splits with its checksum; raises StorageError
    options    other arguments of `datasets.load_dataset`
    Raises ConfigError if there is no such release or split, or if it has no negatives and they are asked for.
    """
    if version in ("latest", "LATEST"):
        return load_release(place, split, streaming=streaming, negatives=negatives, verify=verify, **options)
    if not isinstance(version, str) or not version or "/" in version:
        raise ConfigError(f"expected a version or a tag, got {version!r:.60}: `spindle list` shows the versions")
    named = f"{str(place).rstrip('/')}@{version}"
    return load_release(named, split, streaming=streaming, negatives=negatives, verify=verify, **options)


def to_classification(
    ds: "Rows",
    granularity: Literal["article", "paragraph", "sentence"] = "article",
    *,
    negatives: "Rows | None" = None,
    num_proc: int | None = None,
) -> "Rows":
    """Return rows for a detector: text, label (0 clean, 1 spun), pair_id, article_id, group_id.

    granularity  whole articles, or the paragraphs or sentences that an edit touches: those without an edit are the
                 same in both texts and are left out
    negatives    further texts of the class clean: the same splits, loaded with negatives=True; their `pair_id` is the
                 negative_id, and all of their paragraphs or sentences are rows
    num_proc     processes, for a Dataset
    Classes are balanced: each spun text has its clean text in the set; negatives take the place of clean texts, of half
    of them at most. Rows are sorted by a hash of the row. A stream keeps the order of its pairs, and the hash orders
    the rows of each pair only: shuffle it. The negatives of a stream follow its pairs, and replace no clean text.
    Raises ConfigError if only one of pairs and negatives is a single split, or a stream.
    """
    return with_negatives.to_classification(ds, granularity, negatives=negatives, num_proc=num_proc)


def to_token_labels(
    ds: "Rows",
    tokenizer: Any,
    scheme: Literal["io", "bio"] = "io",
    side: Literal["spun", "clean"] = "spun",
    *,
    max_length: int | None = None,
    stride: int = 0,
    num_proc: int | None = None,
) -> "Rows":
    """Return rows for a tagger: input_ids, attention_mask, labels, pair_id, and window, its number in the text.

    tokenizer   a `tokenizers.Tokenizer`, or a fast tokenizer of transformers
    scheme      "io": 1 for tokens with a character inside an edit, 0 for others. "bio": 1 for the first token of an
                edit, 2 for the others, 0 outside
    side        the text to label: "spun", or "clean", whose labels tell what was replaced
    max_length  most tokens of a row, special tokens included; longer texts become several windows. None: a row a text
    stride      tokens that a window shares with the one before
    num_proc    processes, for a Dataset
    Special tokens have the label -100. Raises ConfigError for a tokenizer without offsets or one that cannot be saved,
    and for sizes that are no whole numbers.
    """
    options = {"scheme": scheme, "side": side, "max_length": max_length, "stride": stride}
    return token_labels.to_token_labels(ds, tokenizer, num_proc=num_proc, **options)


def to_restoration(ds: "Rows", *, candidates: int = 0, num_proc: int | None = None) -> "Rows":
    """Return rows for a de-spinner: spun (the source sequence), clean (the target), edits, and the ids.

    An edit has spun_start, spun_end, clean_start, clean_end, replacement and original.
    candidates  most candidates for the original of each edit; 0: none. An edit then also has `candidates`, the words
                and phrases that the lexicon of this Spindle turns into the replacement, best first, and
                `original_rank`, the rank of the original among all of these from 0, or -1
    num_proc    processes, for a Dataset
    Raises ConfigError if the lexicon is not there.
    """
    return restoration.to_restoration(ds, candidates=candidates, num_proc=num_proc)


def undo(row: Mapping[str, Any]) -> str:
    """Return the clean text of a row, made from `spun` and `edits`; raises InputError if they do not fit."""
    return restoration.undo(row)


def redo(row: Mapping[str, Any]) -> str:
    """Return the spun text of a row, made from `clean` and `edits`; raises InputError if they do not fit."""
    return restoration.redo(row)
