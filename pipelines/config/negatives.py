"""The settings of negatives: inputs of texts of the class "clean" that differ from their originals."""

from pydantic import Field, field_validator

from pipelines.config.ingest import IngestArticles, check_columns
from pipelines.config.section import Section

# Columns that an input of negatives may have.
COLUMNS = ("original", "edited", "paraphrase", "text", "source", "url", "license", "published_at")
# Kind of a negative -> the column with its text. Texts of the kind clean have no original.
TEXT_COLUMNS = {"edited": "edited", "paraphrase": "paraphrase", "clean": "text"}


class Negatives(Section):
    """Texts of the class "clean" that are not spun: a second config of the release, `negatives`, beside its pairs."""

    edited: str | None = Field(
        None,
        min_length=1,
        description="Texts that people edited: a file, folder, glob or URI of rows {original, edited}; empty: none.",
    )
    paraphrase: str | None = Field(
        None,
        min_length=1,
        description="Texts that were paraphrased fluently or translated back: an input of rows {original, paraphrase}; "
        "empty: none.",
    )
    clean: str | None = Field(
        None, min_length=1, description="Clean texts that are never spun: an input of rows {text}; empty: none."
    )
    columns: dict[str, str | None] = Field(
        {},
        description="Names of the inputs' columns that differ from ours: {original: before, edited: after}. Ours are "
        f"{', '.join(COLUMNS)}; names, paths and null are read as in ingest_articles.columns.",
    )

    @field_validator("edited", "paraphrase", "clean")
    @classmethod
    def _is_a_place(cls, value: str | None) -> str | None:
        if value == "-":
            raise ValueError("expected a file, folder, glob or URI, got '-': stdin is the input of the news")
        return value

    @field_validator("columns")
    @classmethod
    def _columns_are_ours(cls, value: dict[str, str | None]) -> dict[str, str | None]:
        check_columns(value, COLUMNS)
        if none := [name for name in ("original", *TEXT_COLUMNS.values()) if value.get(name, name) is None]:
            raise ValueError(f"expected a column for {none[0]}, got null: give texts without originals as `clean`")
        return value

    @property
    def inputs(self) -> dict[str, str]:
        """Kind -> its input, for the kinds that have one."""
        places = {kind: getattr(self, kind) for kind in TEXT_COLUMNS}
        return {kind: place for kind, place in places.items() if place is not None}

    def reading(self, kind: str, ingest: IngestArticles) -> IngestArticles:
        """Return the settings that read and clean an input of this kind as the news are read and cleaned.

        The original is read as the title of its text. Ids are left out: a negative is named after its text. Source and
        licence are those that its row names: those set for the news may be wrong here.
        """
        ours, text = self.columns, TEXT_COLUMNS[kind]
        columns: dict[str, str | None] = {name: ours[name] for name in ours.keys() & set(COLUMNS[4:])}
        columns |= {"text": ours.get(text, text), "id": None}
        columns["title"] = None if kind == "clean" else ours.get("original", "original")
        nobodys = dict.fromkeys(("preset", "limit", "files_until", "source", "license"))
        return ingest.model_copy(update={**nobodys, "columns": columns, "head": False})
