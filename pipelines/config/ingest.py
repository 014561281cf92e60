"""The settings of ingest_articles: the input, its dialect and columns, and what is repaired or rejected."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from pipelines.config.presets import PRESETS, check_preset
from pipelines.config.section import Section, Share
from pipelines.errors import hint_name, quote

# Columns that the input may have for an article; only text is required.
COLUMNS = ("text", "title", "id", "source", "url", "license", "published_at")


def check_columns(columns: Mapping[str, str | None], ours: Sequence[str]) -> None:
    """Raise ValueError for a name on the left that is not among our columns.

    columns  our column -> the input's column
    """
    if unknown := sorted(set(columns) - set(ours)):
        raise ValueError(
            f"expected our column on the left and the input's on the right; {quote(unknown[0])} is not ours: "
            f"{hint_name(unknown[0], ours, 'ours are')}"
        )


class Csv(Section):
    """The dialect of CSV and TSV files; what is empty is detected in each file."""

    delimiter: str | None = Field(None, description="Character between two fields: ',', ';', '|' or \"\\t\".")
    quote: str | None = Field(
        None, description="Character around a quoted field: '\"' or \"'\"; '' if quotes are part of the text."
    )
    escape: str | None = Field(
        None,
        description="Character before a quote or delimiter in a text: '\\'; '' if quotes are doubled instead. Without "
        "quoting, \\n, \\t, \\r, \\b, \\f, \\v, \\0 and \\\\ are read as MySQL and PostgreSQL write them.",
    )
    encoding: str | None = Field(
        None, description="Encoding in Python's name: cp1252, gbk; empty: UTF-8, or UTF-16 and UTF-32 with a mark."
    )

    @field_validator("delimiter", "quote", "escape")
    @classmethod
    def _is_one_character(cls, value: str | None, info: ValidationInfo) -> str | None:
        value = "\t" if value == "\\t" and info.field_name == "delimiter" else value
        is_none = value is None or (value == "" and info.field_name != "delimiter")
        if not is_none and (len(value or "") != 1 or not str(value).isascii() or str(value) in "\r\n"):
            raise ValueError("expected one ASCII character that ends no line")
        return value

    @field_validator("encoding")
    @classmethod
    def _encoding_exists(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                "".encode(value)
            except (LookupError, ValueError) as error:
                raise ValueError("expected an encoding that Python knows, such as utf-8, cp1252 or gbk") from error
        return value

    @model_validator(mode="after")
    def _characters_differ(self) -> Self:
        given = [value for value in (self.delimiter, self.quote, self.escape) if value]
        if len(set(given)) < len(given):
            raise ValueError("expected delimiter, quote and escape to be different characters")
        return self


class IngestArticles(Section):
    """Reading, repairing and filtering the clean news."""

    columns: dict[str, str | None] = Field(
        {},
        description="Names of the input's columns that differ from ours: {text: body, title: headline, id: guid}. "
        f"Ours are {', '.join(COLUMNS)}; only text is required. A name with dots is also the path to a nested field "
        "(text: content.body), unless a column has that very name; of names separated by ' | ' the first that exists "
        "is read; null switches a column off ({id: null}). A value is read where it has one meaning: a string, a "
        "number, a date, an object with a name, title or value, a list of one of these; else the column is null and "
        "counted. Text may be a list of paragraphs.",
    )
    source: str | None = Field(None, description="Source (publication) of rows that name none.")
    license: str | None = Field(None, description="Licence of rows that name none.")
    language: str = Field("en", description="ISO 639 code; articles in other languages are rejected.")
    # lid.176 is more confident than this for nearly all news; quotes and lists of names fall below .5.
    min_language_confidence: Share = Field(
        0.4, description="Confidence of the language detector below which the language counts as unknown."
    )
    min_words: int = Field(20, ge=1, description="Shorter articles are rejected.")
    max_words: int = Field(200_000, ge=1, description="Longer articles are rejected.")
    repair: bool = Field(True, description="Repair broken encodings and HTML entities with ftfy; curly quotes stay.")
    drop_boilerplate: bool = Field(True, description="Drop lines such as 'Share this article'.")
    limit: int | None = Field(
        None,
        ge=1,
        description="Number of rows to take: a sample of the whole input, the same for the same rows and seed. The "
        "input is read to its end, and the sample is held in memory; empty: all.",
    )
    head: bool = Field(
        False, description="Take the first `limit` rows and read no further, instead of a sample of the whole input."
    )
    # 4 MiB is about 0.7 M words: seconds of work, so a retry costs little and two cores stay busy.
    part_bytes: int = Field(
        4 << 20,
        ge=1 << 10,
        description="Target size of a part, in bytes of input. Where that would make more than 32 parts, they are some "
        "four times as large.",
    )
    max_parts: int = Field(
        256, ge=1, le=256, description="Number of parts beyond which parts grow, but not beyond `max_part_bytes`."
    )
    # A process holds one part: 1 GB measured for 28 MiB.
    max_part_bytes: int = Field(
        32 << 20,
        ge=1 << 10,
        description="Largest target size of a part that grows, in bytes of input: it bounds the memory of a process. "
        "Still larger corpora have more parts.",
    )
    max_tasks: int | None = Field(
        None,
        ge=1,
        le=256,
        description="Maximum number of mapped tasks of a stage in Airflow, each of several parts; empty: the number of "
        "tasks that may run at once ([core] parallelism and max_active_tasks_per_dag), and more for a large corpus.",
    )
    max_reject_share: Share = Field(0.5, description="Fail if more than this share of the rows is rejected.")
    # Of 13,732 articles of news 16 % have markup, and repair mends all of it.
    markup: Literal["repair", "reject", "keep"] = Field(
        "repair",
        description="Tags, comments and entities (also quot; without its ampersand) in titles and texts. repair: mend "
        "them, and reject articles where that fails; reject: reject articles with any; keep: leave them, unswapped.",
    )
    date_order: Literal["auto", "month_first", "day_first"] = Field(
        "auto",
        description="Order of dates in digits with the year last, such as 04/05/2019. auto: the order that other dates "
        "of the same file prove, such as 04/25/2019; such a date is null if none does.",
    )
    csv: Csv = Field(Csv(), description="The dialect of CSV and TSV files; what is empty is detected in each file.")
    preset: Annotated[str | None, AfterValidator(check_preset)] = Field(
        None, description=f"Columns of a well-known dataset or tool: {', '.join(PRESETS)}; `columns` has precedence."
    )

    settle_seconds: float = Field(
        0,
        ge=0,
        description="Leave out files that have changed within this many seconds: they may still be arriving. A later "
        "run reads them. 0: read all files.",
    )
    files_until: date | None = Field(
        None,
        description="Leave out files whose path below `input` holds a later date (2026-03-01 or 20260301); files "
        "without a date are read; empty: all.",
    )

    @property
    def max_group(self) -> int:
        """Largest target number of raw parts that become one part."""
        return max(1, self.max_part_bytes // self.part_bytes)

    @field_validator("columns")
    @classmethod
    def _columns_are_ours(cls, value: dict[str, str | None]) -> dict[str, str | None]:
        check_columns(value, COLUMNS)
        if value.get("text", "text") is None:
            raise ValueError("expected a column for text, since no article is without it; got null")
        return value

    @model_validator(mode="after")
    def _add_preset(self) -> Self:
        """Fill `columns` with those of the preset, so that readers need to know nothing else."""
        if self.preset:
            object.__setattr__(self, "columns", PRESETS[self.preset] | self.columns)
        return self
