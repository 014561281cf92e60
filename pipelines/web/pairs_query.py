"""The query of the pair browser: the search, its order, and the place to start from."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, NoReturn

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, field_validator

from pipelines.browse.match import Wanted
from pipelines.browse.paging import Position
from pipelines.browse.search_terms import asked_words

# Limit of the numbers of files, rows and words.
Number = Annotated[int, Field(ge=0, lt=1 << 31)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
# Ids of articles are what the input had, addresses for example.
MOST_OF_AN_ID = 4_000
Text = Annotated[str, Field(max_length=200)]
# Conditions, as the address names them; `split` limits the pairs that are searched.
FILTERS = (
    *("split", "profile", "kind", "origin", "word", "source", "since", "until"),
    *("rate_from", "rate_to", "words_from", "words_to", "text", "article"),
)


class PairsQuery(BaseModel):
    """The query of an address. Rates are in percent."""

    model_config = ConfigDict(extra="ignore")

    split: str | None = None
    profile: str | None = None
    kind: str | None = None
    origin: str | None = None
    word: Annotated[str | None, Field(max_length=100)] = None
    source: Text | None = None
    since: date | None = None
    until: date | None = None
    rate_from: Percent | None = None
    rate_to: Percent | None = None
    words_from: Number | None = None
    words_to: Number | None = None
    text: Text | None = None
    article: Annotated[str | None, Field(max_length=MOST_OF_AN_ID)] = None
    sort: Literal["rate", "-rate"] | None = None
    # Rank of the first pair of a sorted page.
    at: Number = 0
    # First row of a page in the order of the release, or, with back=1, the row after its last.
    file: Number | None = None
    row: Number = 0
    back: bool = False
    # Long articles whole; all matching pairs counted.
    whole: bool = False
    count: bool = False

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        """An empty field of the form is sent too."""
        return None if value == "" else value

    @field_validator("at", "row", mode="before")
    @classmethod
    def _empty_is_the_first(cls, value: object) -> object:
        return 0 if value is None else value

    @field_validator("back", "whole", "count", mode="before")
    @classmethod
    def _empty_is_no(cls, value: object) -> object:
        return False if value is None else value

    @field_validator("word", "text")
    @classmethod
    def _has_a_word(cls, word: str | None) -> str | None:
        if word is not None and not asked_words(word):
            raise ValueError("expected a word with letters or digits")
        return word

    @property
    def filters(self) -> dict[str, Any]:
        """The conditions that are set, as they are in an address."""
        found = self.model_dump(include=set(FILTERS), mode="json")
        return {name: found[name] for name in FILTERS if found[name] is not None}

    @property
    def kept(self) -> dict[str, Any]:
        """The entries that every further page keeps."""
        kept = {"sort": self.sort, "whole": 1 if self.whole else None}
        return self.filters | {name: value for name, value in kept.items() if value is not None}

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            profile=self.profile,
            kind=self.kind,
            origin=self.origin,
            word=self.word,
            source=self.source,
            since=self.since,
            until=self.until,
            least_rate=_share(self.rate_from),
            most_rate=_share(self.rate_to),
            least_words=self.words_from,
            most_words=self.words_to,
            text=self.text,
            article=self.article,
        )

    @property
    def place(self) -> Position | None:
        return None if self.file is None else Position(self.file, self.row)


class DownloadQuery(PairsQuery):
    """The query of a download; its order and its place are not looked at."""

    form: Literal["parquet", "jsonl"] = "parquet"


def check_choices(asked: PairsQuery, choices: Mapping[str, Sequence[str]]) -> None:
    """Refuse a value that is none of the choices of its filter; a filter without choices takes any."""
    for name, known in choices.items():
        value = getattr(asked, name)
        if value is not None and known and value not in known:
            refuse(name, f"expected one of {', '.join(known)}")


def refuse(name: str, says: str) -> NoReturn:
    """Answer that an entry of the query is wrong."""
    raise RequestValidationError([{"type": "value_error", "loc": ("query", name), "msg": says, "input": None}])


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100
