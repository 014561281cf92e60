"""Labels for the tokens of a tokenizer: a token is labelled if one of its characters is inside an edit.

White space at the ends of a token does not count, since byte-level BPE and Unigram tokenizers put the space before a
word into its token; a token of white space alone counts, for it stands between the words of a phrase. Spans and offsets
count code points of the same text, so nothing is searched or matched.
"""

import operator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.errors import ConfigError
from pipelines.fingerprint import code_fingerprint
from pipelines.training import views
from pipelines.training.code_points import CodePoints, Ints, read_points, trim
from pipelines.training.edit_spans import SIDES, find_overlaps, read_edits

if TYPE_CHECKING:
    from datasets import Features

SCHEMES = {"io": ("O", "I"), "bio": ("O", "B", "I")}
# More than a window can have. Tokenizers of transformers that know no limit have a `model_max_length` of 1e30.
MOST_TOKENS = 2**31 - 1
# Label of special tokens, which the loss functions of torch leave out.
IGNORED = -100


@dataclass(frozen=True)
class TokenLabels:
    """Makes rows of tokens and labels from a table of pairs.

    tokenizer   the tokenizer as JSON
    library     class that reads it, `tokenizers.Tokenizer`
    scheme      "io" or "bio"
    side        "spun" or "clean"
    max_length  most tokens of a window, special tokens included; None: a window for each text
    stride      tokens that a window shares with the one before
    code        hash of this code: `datasets` keeps results in a cache by the fields of this class
    """

    tokenizer: str
    library: type
    scheme: str
    side: str
    max_length: int | None
    stride: int
    code: str = ""

    def __call__(self, pairs: pa.Table) -> pa.Table:
        """Return a row for each window: pair_id, window, input_ids, attention_mask, labels."""
        tokenizer = _ready(self.library, self.tokenizer, self.max_length, self.stride)
        encoded = tokenizer.encode_batch(pc.fill_null(pairs[self.side], "").to_pylist())
        windows = [[encoding, *encoding.overflowing] for encoding in encoded]
        rows = np.repeat(np.arange(len(pairs)), [len(of_text) for of_text in windows])
        flat = list(chain.from_iterable(windows))
        tokens = _Tokens(
            ids=_join(window.ids for window in flat),
            offsets=_join(chain.from_iterable(window.offsets) for window in flat).reshape(-1, 2),
            is_special=_join(window.special_tokens_mask for window in flat).astype(bool),
            borders=np.concatenate([[0], np.cumsum([len(window) for window in flat], dtype=np.int64)]),
        )
        labels = self.label(tokens, rows, read_points(pairs[self.side]), pairs["edits"])
        return pa.table(
            {
                "pair_id": pairs["pair_id"].take(pa.array(rows)),
                "window": pa.array(np.arange(len(rows)) - np.searchsorted(rows, rows), pa.int32()),
                "input_ids": tokens.lists(tokens.ids, pa.int32()),
                "attention_mask": tokens.lists(np.ones(len(labels)), pa.int8()),
                "labels": tokens.lists(labels, pa.int8()),
            }
        )

    def label(self, tokens: "_Tokens", rows: Ints, texts: CodePoints, edits: pa.ChunkedArray) -> Ints:
        """int64 [t]: the label of each token.

        rows  int64 [w]: text of each window
        """
        window = np.repeat(np.arange(len(rows)), np.diff(tokens.borders))
        spans = read_edits(edits).of(self.side, texts.offsets)
        starts, ends = trim(texts, *(tokens.offsets + texts.offsets[rows[window]][:, None]).T)
        edit = np.where(tokens.is_special, -1, find_overlaps(starts, ends, spans))
        labels = (edit >= 0).astype(np.int64)
        if self.scheme == "bio":
            follows = np.zeros(len(edit), bool)
            follows[1:] = (edit[1:] == edit[:-1]) & (window[1:] == window[:-1])
            # The window before may hold the beginning of an edit.
            began = starts > np.append(spans[:, 0], 0)[edit]
            labels[(edit >= 0) & (follows | began)] = 2
        labels[tokens.is_special] = IGNORED
        return labels


@dataclass(frozen=True)
class _Tokens:
    """t tokens of w windows.

    ids         int64 [t]
    offsets     int64 [t, 2]: span in the text, in code points
    is_special  bool [t]
    borders     int64 [w + 1]: window i has the tokens borders[i] : borders[i + 1]
    """

    ids: Ints
    offsets: Ints
    is_special: Any
    borders: Ints

    def lists(self, values: Any, kind: pa.DataType) -> pa.ListArray:
        return pa.ListArray.from_arrays(pa.array(self.borders, pa.int32()), pa.array(values, kind))


def make_token_labels(
    tokenizer: Any, *, scheme: str = "io", side: str = "spun", max_length: int | None = None, stride: int = 0
) -> TokenLabels:
    """Return the function on tables; raise ConfigError for options or a tokenizer that cannot be used."""
    if scheme not in [*SCHEMES] or side not in SIDES:
        raise ConfigError(
            f"expected the scheme io or bio and the side spun or clean, got {scheme!r:.60} and {side!r:.60}"
        )
    # Fast tokenizers of transformers and those of tokenizers.implementations hold a tokenizers.Tokenizer.
    fast = getattr(tokenizer, "backend_tokenizer", None) or getattr(tokenizer, "_tokenizer", tokenizer)
    if not (hasattr(fast, "to_str") and hasattr(fast, "encode_batch")):
        raise ConfigError(
            f"expected a fast tokenizer, which knows the offsets of its tokens, got {type(tokenizer).__name__}: pass a "
            "tokenizers.Tokenizer, or AutoTokenizer.from_pretrained(..., use_fast=True)"
        )
    stride = _read_size(stride, "stride")
    max_length = None if max_length is None else min(_read_size(max_length, "max_length"), MOST_TOKENS)
    special = fast.num_special_tokens_to_add(is_pair=False)
    if stride < 0 or (max_length is not None and stride >= max_length - special):
        raise ConfigError(
            f"expected a stride of at least 0 and below max_length without the {special} special tokens, got stride "
            f"{stride} and max_length {max_length}: lower the stride or raise max_length"
        )
    return TokenLabels(_save(fast), type(fast), scheme, side, max_length, stride, code_fingerprint(__name__))


def _read_size(value: Any, name: str) -> int:
    try:
        return operator.index(value)
    except TypeError as error:
        raise ConfigError(f"expected a whole number of tokens as {name}, got {value!r:.60}: give an integer") from error


def _save(tokenizer: Any) -> str:
    try:
        return str(tokenizer.to_str())
    except Exception as error:  # the library raises no narrower one
        raise ConfigError(
            f"expected a tokenizer that can be saved, since each process loads its own, got one that cannot "
            f"({error!s:.100}): build it from the parts of `tokenizers` alone"
        ) from error


def to_token_labels(dataset: Any, tokenizer: Any, *, num_proc: int | None = None, **options: Any) -> Any:
    """See `spindle.to_token_labels`."""
    batch = make_token_labels(tokenizer, **options)
    columns = ["pair_id", batch.side, "edits"]
    return views.apply(dataset, batch, columns, features(), n_processes=num_proc)


def features() -> "Features":
    """The columns of the rows, for `datasets`."""
    from datasets import Features, List, Value  # noqa: PLC0415 - takes 1 s

    return Features(
        {
            "pair_id": Value("string"),
            "window": Value("int32"),
            "input_ids": List(Value("int32")),
            "attention_mask": List(Value("int8")),
            "labels": List(Value("int8")),
        }
    )


@lru_cache(maxsize=4)
def _ready(library: Any, text: str, max_length: int | None, stride: int) -> Any:
    """Return a tokenizer of our own, without the padding and truncation that the caller's may have."""
    tokenizer = library.from_str(text)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    if max_length is not None:
        tokenizer.enable_truncation(max_length, stride=stride)
    return tokenizer


def _join(lists: Any) -> Ints:
    return np.fromiter(chain.from_iterable(lists), np.int64)
