import hashlib
import importlib.util
import json

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import erf

from pipelines.errors import ConfigError
from pipelines.quality.pairs import similarity
from pipelines.quality.pairs.similarity import MODULES, check_similarity, measure_similarity, read_safetensors

needs_model = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in MODULES), reason="needs `make semantic`"
)


def write_safetensors(path, **arrays):
    contents, data = {}, b""
    for name, array in arrays.items():
        end = len(data) + array.nbytes
        contents[name] = {"dtype": "F32", "shape": array.shape, "data_offsets": [len(data), end]}
        data += array.tobytes()
    contents["__metadata__"] = {"format": "pt"}
    table = json.dumps(contents).encode()
    path.write_bytes(len(table).to_bytes(8, "little") + table + data)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_read_safetensors_returns_the_arrays(tmp_path):
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.float32([7]), "c": np.float32(8)}
    found = read_safetensors(tmp_path / "x", write_safetensors(tmp_path / "x", **arrays))
    assert sorted(found) == ["a", "b", "c"]
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)


def test_read_safetensors_rejects_other_weights(tmp_path):
    write_safetensors(tmp_path / "x", a=np.float32([1]))
    with pytest.raises(
        ConfigError, match=r"expected .*/x to have the sha256 00, got [0-9a-f]{64}: run `make semantic`"
    ):
        read_safetensors(tmp_path / "x", "00")


def test_check_similarity_names_the_missing_package(monkeypatch):
    monkeypatch.setattr(similarity, "MODULES", ("json", "no_such_module"))
    with pytest.raises(ConfigError, match="semantic_sample, found no no_such_module: run `make semantic`"):
        check_similarity()


def softmax(numbers):
    powers = [np.exp(number) for number in numbers]
    return [power / sum(powers) for power in powers]


def test_a_layer_follows_the_formulas(monkeypatch):
    """Attention of each head and token in plain loops, with small random weights."""
    n_tokens, width, n_heads = 3, 4, 2
    generator = np.random.default_rng(1)
    shapes = {
        "attention.self.query": (width, width), "attention.self.key": (width, width),
        "attention.self.value": (width, width), "attention.output.dense": (width, width),
        "intermediate.dense": (6, width), "output.dense": (width, 6),
    }  # fmt: skip
    weights = {f"layer.{name}.weight": generator.normal(size=shape) for name, shape in shapes.items()}
    weights |= {f"layer.{name}.bias": generator.normal(size=shape[0]) for name, shape in shapes.items()}
    for name in ("attention.output.LayerNorm", "output.LayerNorm"):
        weights |= {f"layer.{name}.weight": generator.normal(size=width), f"layer.{name}.bias": np.ones(width)}
    monkeypatch.setattr(similarity, "_load", lambda: (None, weights))
    monkeypatch.setattr(similarity, "N_HEADS", n_heads)

    def linear(x, name):
        return weights[f"layer.{name}.weight"] @ x + weights[f"layer.{name}.bias"]

    def norm(x, name):
        return (x - x.mean()) / x.std() * weights[f"layer.{name}.weight"] + weights[f"layer.{name}.bias"]

    tokens = generator.normal(size=(n_tokens, width))
    expected = []
    for i in range(n_tokens):
        seen = []
        for head in range(n_heads):
            part = slice(head * 2, head * 2 + 2)
            query = linear(tokens[i], "attention.self.query")[part]
            keys = [linear(token, "attention.self.key")[part] for token in tokens]
            shares = softmax([query @ key / np.sqrt(2) for key in keys])
            values = [linear(token, "attention.self.value")[part] for token in tokens]
            seen.append(sum(share * value for share, value in zip(shares, values, strict=True)))
        after = norm(tokens[i] + linear(np.concatenate(seen), "attention.output.dense"), "attention.output.LayerNorm")
        wide = linear(after, "intermediate.dense")
        gelu = np.array([x / 2 * (1 + erf(x / np.sqrt(2))) for x in wide])
        expected.append(norm(after + linear(gelu, "output.dense"), "output.LayerNorm"))
    np.testing.assert_allclose(similarity._transform(tokens, "layer"), expected, rtol=1e-6)


@needs_model
def test_measure_similarity_agrees_with_the_published_figure():
    """The documentation of sentence-transformers gives 0.7553 for this pair of sentences."""
    clean = ["A man is eating food.", "A man is eating food.", "rain " * 400]
    spun = ["A man is eating a piece of bread.", "The cat sits outside.", "rain " * 300]
    near, far, cut = measure_similarity(pa.array(clean), pa.array(spun)).to_pylist()
    assert near == pytest.approx(0.7553, abs=1e-4)
    assert far < 0.2
    assert cut == pytest.approx(1)
