"""Remove spun texts from a crawl before a model is trained on it.

    python examples/clean_a_crawl.py corpora/news --crawl crawl.jsonl --output clean.jsonl

Texts are scored by the model of the release, or by one trained on it if it has none, which needs Spindle's extra
`build`. Without --crawl, the test split of the release stands for a crawl, half of it spun, and shows how well the
cleaning works. For terabytes use `spindle detect`, which works on all cores.
"""

import argparse
from pathlib import Path

from datasets import Dataset, load_dataset

import spindle

BATCH = 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description="Remove spun texts from a crawl.")
    parser.add_argument("release", help="folder of a release, or of a dataset for its latest release")
    parser.add_argument("--crawl", help="JSON lines with a column text; default: the test split of the release")
    parser.add_argument("--output", default="clean.jsonl", help="file for the texts that are kept")
    options = parser.parse_args()

    has_model = (spindle.find_release(options.release).folder / "quality/detector.npz").is_file()
    detector = (spindle.Detector.load if has_model else spindle.Detector.train)(options.release)
    crawl = read_crawl(options.crawl) if options.crawl else make_crawl(options.release)
    scores = [score for rows in crawl.iter(BATCH) for score in detector(rows["text"])]
    looks_spun = [score >= detector.threshold for score in scores]
    kept = crawl.add_column("spun_score", scores).select([row for row, odd in enumerate(looks_spun) if not odd])
    kept.to_json(options.output)
    print(
        f"Removed {sum(looks_spun):,} of {len(crawl):,} texts that look spun; the others are in "
        f"{Path(options.output).name}. About 1 of 100 clean texts is lost this way."
    )
    if not options.crawl:
        labels = crawl["label"]
        found = sum(odd for odd, label in zip(looks_spun, labels, strict=True) if label)
        print(f"Of {sum(labels):,} texts that are spun, {found:,} were found.")


def read_crawl(path: str) -> Dataset:
    """Return the rows of a file of JSON lines."""
    return load_dataset("json", data_files=path, split="train")


def make_crawl(release: str) -> Dataset:
    """Return clean and spun articles of the test split, in mixed order."""
    return spindle.to_classification(spindle.load(release, "test"))


if __name__ == "__main__":
    main()
