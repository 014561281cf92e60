"""Small tokenizers of all kinds, trained on a few texts."""

import pytest

KINDS = ("wordpiece", "byte_bpe", "byte_bpe_trimmed", "unigram")
TEXTS = [
    "The council will vote on Monday about the brand-new link.",
    "“Dr. A ab” — 4% 📈 é é, it's baab bA1 Ab.",
    "Heavy rain closed three roads near the coast; police asked drivers to stay at home.",
]


def train(kind, texts=TEXTS, size=300):
    """A `tokenizers.Tokenizer` with [CLS] and [SEP] around each text."""
    pytest.importorskip("tokenizers")
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

    special = ["[UNK]", "[CLS]", "[SEP]"]
    if kind == "wordpiece":
        tokenizer = Tokenizer(models.WordPiece(unk_token=special[0]))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer = trainers.WordPieceTrainer(vocab_size=size, special_tokens=special, show_progress=False)
    elif kind == "unigram":
        tokenizer = Tokenizer(models.Unigram())
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        tokenizer.decoder = decoders.Metaspace()
        trainer = trainers.UnigramTrainer(
            vocab_size=size, special_tokens=special, unk_token=special[0], show_progress=False
        )
    else:
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(
            vocab_size=size, special_tokens=special, initial_alphabet=alphabet, show_progress=False
        )
    tokenizer.train_from_iterator(texts, trainer)
    around = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    trimmed = processors.ByteLevel(trim_offsets=kind == "byte_bpe_trimmed")
    tokenizer.post_processor = processors.Sequence([trimmed, around]) if kind.startswith("byte") else around
    return tokenizer
