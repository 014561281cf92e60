"""Train a tagger of swapped words on a release, with scikit-learn and a tokenizer of its own.

    python examples/train_tagger.py corpora/news

A token is judged by itself and its neighbours. `examples/train_transformer.py` does the same with torch.
Needs `pip install scikit-learn tokenizers`.
"""

import argparse
from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.feature_extraction import FeatureHasher
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import f1_score
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

import spindle


def main() -> None:
    parser = argparse.ArgumentParser(description="Train a tagger of swapped words on a release.")
    parser.add_argument("release", help="folder of a release, or of a dataset for its latest release")
    parser.add_argument("--pairs", type=int, default=2_000, help="pairs of each split to use")
    options = parser.parse_args()

    pairs = spindle.load(options.release)
    few = {split: rows.shuffle(seed=0).select(range(min(options.pairs, len(rows)))) for split, rows in pairs.items()}
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=8_000, special_tokens=["[UNK]"], show_progress=False)
    tokenizer.train_from_iterator(few["train"]["spun"], trainer)

    rows = {split: spindle.to_token_labels(pairs, tokenizer) for split, pairs in few.items()}
    hasher = FeatureHasher(input_type="string")
    labels = {split: np.concatenate(rows[split]["labels"][:]) for split in rows}
    model = SGDClassifier(loss="log_loss", alpha=1e-6, random_state=0)
    model.fit(hasher.transform(describe(rows["train"])), labels["train"])
    print(f"Trained on {len(labels['train']):,} tokens, of which {labels['train'].mean():.0%} are swapped.")
    for split in ("test", "test_unseen"):
        if split in rows:
            found = model.predict(hasher.transform(describe(rows[split])))
            f1, of_all = f1_score(labels[split], found), f1_score(labels[split], np.ones_like(found))
            print(
                f"It finds the swapped tokens of {split} with an F1 of {f1:.2f}; tagging every token has {of_all:.2f}."
            )


def describe(rows: Any) -> Iterator[tuple[str, str, str]]:
    """Yield the features of each token: itself, and itself with the token before and with the token after it."""
    for tokens in rows["input_ids"]:
        for before, token, after in zip([-1, *tokens], tokens, [*tokens[1:], -1], strict=False):
            yield f"{token}", f"{before}<{token}", f"{token}>{after}"


if __name__ == "__main__":
    main()
