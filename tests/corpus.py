"""A whole small corpus for tests: finished parts of articles, groups and pairs, as the stages would write them."""

from dataclasses import asdict, fields

import pyarrow as pa
import pyarrow.compute as pc
from pairs import NEWS, make_pairs

from pipelines.config.run import check_config
from pipelines.parts.finish import RECEIPT, finish_part
from pipelines.parts.part import Chain, Corpus, Part
from pipelines.release import carried
from pipelines.storage.files import sha256_file
from pipelines.storage.receipts import FILES, read_receipt, write_receipt
from pipelines.text.ids import hash_folded, hex_names
from schemas import ARTICLES, GROUPS, PAIRS


def make_config(folder, **sections):
    """A configuration without a split of unseen swaps, for which these corpora are too small."""
    tree = {"dataset": "tiny", "input": "news.jsonl", "output": str(folder), "seed": 1}
    tree["group_duplicates"] = {"test_unseen": 0}
    return check_config(tree | sections)


def make_corpus(config, *, part=0, pairs=None, splits=("train", "validation", "test"), change=None, rejected=0):
    """Parts (articles, groups, pairs) of the news; `pairs` replaces the true pairs, and their groups follow `splits`.

    change   called with the table of groups, to plant a fault
    """
    texts = [f"{text} Part {part}." for text in NEWS]
    table = make_pairs(texts) if pairs is None else pairs
    split = [splits[i % len(splits)] for i in range(len(texts))]
    truth = make_pairs(texts)
    articles = write_part(config, "ingest_articles", f"part {part}", {"articles": make_articles(truth)})
    groups = pa.table(
        {
            "article_id": truth["article_id"],
            "part": pa.repeat(articles.key, len(truth)),
            "group_id": truth["group_id"],
            "split": pa.array(split),
            "text_hash": hex_names(hash_folded(truth["clean"].combine_chunks())),
        },
        schema=GROUPS,
    )
    groups = change(groups) if change else groups
    of_article = dict(zip(truth["article_id"].to_pylist(), split, strict=True))
    split_of_pair = pa.array([of_article.get(i, splits[0]) for i in table["article_id"].to_pylist()], pa.string())
    files = {name: table.filter(pc.equal(split_of_pair, name)) for name in dict.fromkeys(split)}
    files = {name: rows for name, rows in files.items() if len(rows)}
    return articles, groups, write_part(config, "spin_articles", f"part {part}", files, rejected)


def write_groups(config, *tables):
    groups = pa.concat_tables(tables)

    def compute(writer):
        writer.write("groups", groups, GROUPS)
        carried.write_groups(writer.folder / carried.NAME, groups)
        writer.statistics["lineage"] = asdict(carried.Lineage("a base"))

    inputs = ["all", repr(groups.to_pylist())]
    return finish_part(config.dataset_folder, "group_duplicates", inputs=inputs, label="all", compute=compute)


def make_chains(config, **parts):
    """The chains of these lists of parts, by the names of Chain; a name left out stands for parts without rows."""
    left_out = [field.name for field in fields(Chain) if field.name not in parts]
    parts |= {name: [write_part(config, name, part.label, {}) for part in parts["pairs"]] for name in left_out}
    return [Chain(**dict(zip(parts, row, strict=True))) for row in zip(*parts.values(), strict=True)]


def list_parts(n_chains):
    """Stage -> its parts, in a corpus of `n_chains` chains whose parts have no content."""
    part = Part("any", "k", "", "", {})
    return Corpus([Chain(*[part] * len(fields(Chain)))] * n_chains, part).stages


def make_articles(pairs):
    """Articles of which these are pairs."""
    columns = {name: pairs[name] for name in ARTICLES.names if name in PAIRS.names}
    columns |= {"text": pairs["clean"], "headline_length": pa.array([0] * len(pairs))}
    return pa.table([columns[name] for name in ARTICLES.names], names=ARTICLES.names).cast(ARTICLES)


def seal(part):
    """Write the receipt of a part anew, after a test has changed its files on purpose."""
    path = part.file(RECEIPT)
    receipt = read_receipt(path)
    dataset_folder = path.parents[3]
    files = {file.relative_to(path.parent).as_posix(): file for file in path.parent.rglob("*") if file.is_file()}
    part.sums.update({name: sha256_file(file) for name, file in files.items() if file != path})
    names = {*receipt.pop(FILES), *(f"{receipt['folder']}/{name}" for name in part.sums)}
    write_receipt(path, receipt, {name: describe(dataset_folder / name) for name in names})


def describe(path):
    return {"bytes": path.stat().st_size, "sha256": sha256_file(path)}


def write_part(config, stage, label, tables, rejected=0):
    schemas = {"articles": ARTICLES, "groups": GROUPS}

    def compute(writer):
        for name, table in tables.items():
            writer.write(name, table, schemas.get(name, PAIRS))
        writer.reject("no_swaps", place=pa.array(["here"] * rejected, pa.string()))

    content = {name: table.to_pylist() for name, table in tables.items()}
    return finish_part(
        config.dataset_folder, stage, inputs=[label, repr(content), rejected], label=label, compute=compute
    )
