"""The settings of the stages after ingest_articles: a frozen, self-checking model each, with defaults and meaning."""

from typing import Any, Literal, Self, get_args

from pydantic import Field, field_validator, model_validator

from pipelines.config.section import Section, Share, is_sum_finite

ProbeCheck = Literal["probe_test_auroc", "probe_unseen_gap", "probe_calibration_error", "probe_real_auroc"]
PROBE_CHECKS: tuple[str, ...] = get_args(ProbeCheck)


class GroupDuplicates(Section):
    """Grouping articles that tell the same story, and assigning each group to one split."""

    # Jaccard of 5-word shingles. Ten pairs of each range, drawn from 13,732 articles of news, were read: at .5-.7 all
    # tell one story; at .4-.5 six do, and four share a sentence of boilerplate. Other stories lie below .2.
    similarity: float = Field(
        0.5, gt=0, le=1, description="Jaccard similarity from which on two articles are in one group."
    )
    shingle_words: int = Field(5, ge=1, le=20, description="Number of words in a shingle.")
    # 56 more pairs of 13,732 articles of news: sixteen of them were read, and all tell one story. At .8, articles that
    # are made of the same few sentences are joined.
    containment: float | None = Field(
        0.85,
        gt=0,
        le=1,
        description="Two articles of a lower similarity (0.2 or more) are in one group too, from this share of the "
        "words of the shorter one that the longer one has in the same order: copies with a tenth of the words "
        "replaced, or without some paragraphs. Of longer articles, the first 8,192 words are compared. "
        "null: similarity alone decides.",
    )
    permutations: int = Field(128, ge=16, le=512, description="Length of a MinHash signature.")
    drop_exact: bool = Field(True, description="Keep only one of several articles with the same text.")
    validation: Share = Field(0.1, description="Share of the groups in the validation split.")
    test: Share = Field(0.1, description="Share of the groups in the test split; the rest is train.")
    test_unseen: Share = Field(
        0.05,
        description="Share of the groups in test_unseen, a test split whose replacements occur in no other split; "
        "0: no such split, and no held-out words.",
    )

    carry_splits: bool = Field(
        True,
        description="Give the articles of the dataset's latest release the groups and splits that they have there, if "
        "it was grouped with the same settings; new articles fill up the shares.",
    )
    # 14 M keys took 3.3 s on one core, about what a task of Airflow costs to start. A million articles have two jobs:
    # neither of two cores waits for a third one.
    job_keys: int = Field(
        36_000_000,
        ge=1,
        description="Number of keys that a job linking near-duplicates reads, one for each article and band of its "
        "signature (64 bands with the defaults); does not change the groups. A corpus of fewer keys has no such jobs.",
    )

    @model_validator(mode="after")
    def _train_is_left(self) -> Self:
        if self.validation + self.test + self.test_unseen >= 1:
            raise ValueError(
                "expected validation, test and test_unseen to leave a share for train: their sum must be below 1"
            )
        return self


class SpinArticles(Section):
    """Writing the spun variants."""

    profiles: dict[str, float] = Field(
        {"autoblog": 1.0},
        description="Profiles that write the variants, with weights: [light], or {autoblog: 2, light: 1}.",
    )
    rate: Share | None = Field(None, description="Share of the words to swap; empty: the profile's own rate.")
    variants: int = Field(1, ge=1, le=100, description="Number of spun variants of each article.")
    # See DECISIONS.md: at .1 test_unseen reaches its rates too; the other splits lose a ninth of the candidates.
    held_out: float = Field(
        0.1,
        ge=0,
        le=0.5,
        description="Share of the words that are held out: candidates with such a word are used in test_unseen only.",
    )
    # 1 MiB of text is about 170,000 words: the arrays fit the cache and stay far below 1 GB of memory.
    # 2 MiB instead of 1: a tenth more words a second; 4 MiB gain little more.
    batch_bytes: int = Field(
        2 << 20,
        ge=1,
        le=1 << 30,
        description="Bytes of text that the engine processes at once; does not change the rows.",
    )

    unspun_share: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="Share of the groups of articles that are never spun: their articles are negatives of the kind "
        "clean, so that no topic belongs to spun texts alone.",
    )

    @field_validator("profiles", mode="before")
    @classmethod
    def _weigh_equally(cls, value: Any) -> Any:
        if isinstance(value, str):
            value = [value]
        return dict.fromkeys(value, 1.0) if isinstance(value, list | tuple) else value

    @field_validator("profiles")
    @classmethod
    def _weights_are_positive(cls, value: dict[str, float]) -> dict[str, float]:
        if not value or min(value.values()) <= 0:
            raise ValueError("expected at least one profile, each with a weight above 0")
        if not is_sum_finite(value.values()):
            raise ValueError("expected weights with a finite sum, such as 1 and 2")
        return value


class ValidatePairs(Section):
    """Replaying every edit and checking every row."""

    max_quarantine_share: Share = Field(0.01, description="Fail if more than this share of the pairs is quarantined.")
    min_length_ratio: float = Field(0.5, gt=0, description="Minimum of spun length over clean length.")
    max_length_ratio: float = Field(2.5, gt=0, description="Maximum of spun length over clean length.")
    # The engine never swaps more than half a word too many; a flow of nlpaug augmenters may.
    max_words_over: float = Field(
        1, ge=0, description="Maximum number of swapped words above the number asked for (warning)."
    )
    # Of 6,000 articles of news all reach .68 with autoblog; with mixture the least is .29, the thousandth .45.
    min_rate_reached: Share = Field(0.25, description="Minimum of swapped words over the number asked for (warning).")
    # .16 at most over 96,000 texts of seven profiles; about .4 of the words of English news are function words.
    max_function_words_lost: Share = Field(
        0.25, description="Maximum share of a text's words that change from function words to other words."
    )
    language_sample: int = Field(50, ge=0, description="Number of pairs per part whose language is checked (warning).")
    semantic_sample: int = Field(
        0,
        ge=0,
        description="Number of pairs per part whose similarity is computed: about 0.2 s each, needs `make semantic`.",
    )
    # all-MiniLM-L6-v2: .73 at least in 200 pairs of autoblog and mixture; 95 of 100 unrelated articles are below .40.
    min_similarity: float = Field(
        0.5,
        ge=-1,
        le=1,
        description="Minimum similarity of clean and spun text (warning): 1 for equal texts, 0 for unrelated ones.",
    )

    @model_validator(mode="after")
    def _some_length_fits(self) -> Self:
        if self.min_length_ratio > self.max_length_ratio:
            raise ValueError(
                f"expected min_length_ratio of at most max_length_ratio, which is {self.max_length_ratio:g}: "
                "no text could hold both"
            )
        return self


class AuditCorpus(Section):
    """Judging the corpus as a whole, from the parts' statistics."""

    max_rate_error: Share = Field(
        0.02, description="Maximum of the mean |achieved - asked| rate of a profile (warning)."
    )
    max_reject_share: Share = Field(0.5, description="Fail if more than this share of the variants is rejected.")
    max_top_swap_share: Share = Field(
        0.2, description="Maximum share of the most frequent swap among all swaps (warning)."
    )
    # 4,000 articles of news: .07 (autoblog) to .14 (careful); a table of 100 swaps would have 1.
    max_top_100_share: Share = Field(
        0.5, description="Maximum share of the 100 most frequent swaps among all swaps (warning)."
    )
    # 4,000 articles of news: .21 (light) to .35 (mixture); the first 300 of them .22 to .43.
    min_vocabulary_coverage: Share = Field(
        0.05,
        description="Minimum share of the distinct words of the clean texts that are swapped somewhere (warning).",
    )
    max_copy_share: Share = Field(
        0.01,
        description="Maximum share of the articles that have the same words as another one in the same split "
        "(warning).",
    )
    # group_duplicates joins at .5 of its own estimate; .8 of this one is four standard deviations (.044 at .5) above.
    near_similarity: float = Field(
        0.8,
        gt=0,
        le=1,
        description="Similarity from which on two articles of different splits count as near-duplicates.",
    )
    # The distance that two samples of these sizes have by chance is subtracted; two draws of 300 are still .04 apart on
    # average.
    max_drift: Share = Field(
        0.1,
        description="Maximum Jensen-Shannon distance to the previous release, of rates, lengths, kinds and origins "
        "(warning).",
    )
    max_swap_drift: Share = Field(
        0.3, description="Maximum Jensen-Shannon distance of the most frequent swaps to the previous release (warning)."
    )
    # Measured on 4,000 articles of news: autoblog .504, mixture .507; one double space in each text 1.0.
    max_shortcut_auroc: float = Field(
        0.6, ge=0.5, le=1, description="Maximum AUROC of a model that sees only surface features (warning)."
    )
    critical_shortcut_auroc: float = Field(0.75, ge=0.5, le=1, description="Fail if that AUROC is higher than this.")
    # A feed has the odd broken date; a notation that is not read, or a wrong column, costs nearly all of a source's.
    max_unknown_dates: Share = Field(
        0.05,
        description="Maximum share of the articles whose date cannot be read, among those with a date in the input "
        "(warning).",
    )
    max_unread_share: Share = Field(
        0.01,
        description="Maximum share of the articles in which a column has a value without a reading, such as a list of "
        "several sources (warning).",
    )
    # Two files of equal size whose ids both count from 1 lose half of their articles; revised articles are few.
    max_shared_id_share: Share = Field(
        0.1,
        description="Maximum share of the articles that are rejected since another one with a different text has the "
        "same id (warning).",
    )


class ProbeCorpus(Section):
    """Training small models on a sample of the corpus, to see what a model learns from it."""

    train_words: int = Field(
        2_000_000,
        ge=0,
        description="Number of words of train to train small models on, to see what a model learns from the corpus; 0: "
        "no model is trained.",
    )
    test_words: int = Field(200_000, ge=1, description="Number of words to score of each of the other splits.")
    workers: int | None = Field(
        None,
        ge=1,
        description="Number of processes that train and score; empty: one for each core. Does not change the models.",
    )
    real: list[str] = Field(
        [],
        description="Files of real samples that the models score too (JSON lines, CSV, Parquet or another format of "
        "news, with the columns text and label, or original and spun); empty: none.",
    )
    # Standard error of an AUROC of .9 by Hanley and McNeil (1982): .016 with 200 texts of each class, .05 with 20.
    min_rows: int = Field(
        200, ge=1, description="Number of sentences of each class from which on a figure of a split is judged."
    )
    min_real: int = Field(
        20, ge=1, description="Number of real samples of each class from which on a file of them is judged."
    )
    min_train_words: int = Field(
        300_000, ge=0, description="Number of words trained on from which on a figure is judged."
    )
    min_test_auroc: float = Field(
        0.8, ge=0, le=1, description="Minimum AUROC by sentence of the detector on test (warning)."
    )
    # A model of words alone has .95 on test and .55 on test_unseen of the default corpus, a gap of .4.
    max_unseen_gap: float = Field(
        0.15,
        ge=0,
        le=1,
        description="Maximum of the detector's AUROC by sentence on test less that on test_unseen (warning).",
    )
    max_calibration_error: float = Field(
        0.1, ge=0, le=1, description="Maximum calibration error of the detector by sentence on test (warning)."
    )
    min_real_auroc: float = Field(
        0.8, ge=0, le=1, description="Minimum AUROC of the detector on every file of real samples (warning)."
    )
    critical: list[ProbeCheck] = Field(
        [],
        description=f"Checks of the suite `probe` that stop the release instead of a warning: "
        f"{', '.join(PROBE_CHECKS[:-1])} or {PROBE_CHECKS[-1]}; empty: none.",
    )

    @field_validator("real", "critical", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value


class PublishRelease(Section):
    """Publishing: the texts of the dataset card, and the approval."""

    title: str | None = Field(None, description="Title of the dataset card; empty: the dataset's name.")
    description: str = Field("", description="A paragraph for the dataset card.")
    license: str | None = Field(
        None,
        description="Licence of the dataset on the card; empty: that of the rows, if all have the same.",
    )
    creator: str = Field("Spindle", description="Creator of the dataset: a person or an organisation.")
    require_approval: bool = Field(
        False,
        description="Wait until a person approves the release in Airflow's UI. `spindle build` does not wait.",
    )
