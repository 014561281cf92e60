"""Train a small transformer that tags swapped words, from scratch, on the CPU; `pip install torch tokenizers`.

python examples/train_transformer.py corpora/news
"""

import sys

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from torch import Tensor, nn

import spindle

PAIRS, LENGTH, VOCABULARY, SIZE = 2_000, 128, 8_000, 64  # pairs of a split; tokens of a window; token 0 is padding


class Tagger(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.tokens, self.places = nn.Embedding(VOCABULARY, SIZE, padding_idx=0), nn.Embedding(LENGTH, SIZE)
        layer = nn.TransformerEncoderLayer(SIZE, nhead=4, dim_feedforward=4 * SIZE, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers=2, enable_nested_tensor=False)
        self.label = nn.Linear(SIZE, 2)

    def forward(self, tokens: Tensor) -> Tensor:
        states = self.tokens(tokens) + self.places.weight[: tokens.shape[1]]
        return self.label(self.encoder(states, src_key_padding_mask=tokens == 0))


def main(release: str) -> None:
    pairs = {split: rows.select(range(min(PAIRS, len(rows)))) for split, rows in spindle.load(release).items()}
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=VOCABULARY, special_tokens=["[PAD]", "[UNK]"], show_progress=False)
    tokenizer.train_from_iterator(pairs["train"]["spun"], trainer)
    rows = {split: spindle.to_token_labels(each, tokenizer, max_length=LENGTH) for split, each in pairs.items()}

    torch.manual_seed(0)
    model, tokens, labels = Tagger(), pad(rows["train"]["input_ids"], 0), pad(rows["train"]["labels"], -100)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for batch in [batch for _ in range(5) for batch in torch.randperm(len(tokens)).split(16)]:
        odds = model(tokens[batch]).flatten(0, 1)
        optimizer.zero_grad()
        nn.functional.cross_entropy(odds, labels[batch].flatten(), ignore_index=-100).backward()
        optimizer.step()
    model.eval()
    for split in [each for each in ("test", "test_unseen") if each in rows]:
        batches, labels = pad(rows[split]["input_ids"], 0).split(64), pad(rows[split]["labels"], -100)
        with torch.inference_mode():
            found = torch.cat([model(batch).argmax(-1) for batch in batches])[labels >= 0]
        f1 = 2 * (found * labels[labels >= 0]).sum() / (found.sum() + labels[labels >= 0].sum())
        print(f"The transformer finds the swapped tokens of {split} with an F1 of {f1:.2f}.")


def pad(rows: list[list[int]], value: int) -> Tensor:
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=value)


main(sys.argv[1])
