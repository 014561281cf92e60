"""A sample of a delimited file as one dialect reads it, and the evidence for this reading."""

import functools
from dataclasses import dataclass

import numpy as np

from pipelines.sources.formats.delimited.dialect import Dialect
from pipelines.sources.formats.delimited.quotes import Flags
from pipelines.sources.formats.delimited.records import Records

# A column is quoted as a whole if its fields are, and these are at least so many.
FEW_ROWS = 3
# Rows that do not fit into the sample may take this share of it.
CUT_SHARE = 0.1


@dataclass(frozen=True)
class FileStart:
    """The start of a file.

    content   bytes of UTF-8
    is_whole  True if the file ends here
    name      of the file, for messages
    """

    content: bytes
    is_whole: bool
    name: str


@dataclass(frozen=True)
class Reading:
    """A sample as one dialect reads it; the first row has the names of the columns."""

    dialect: Dialect
    sample: FileStart
    records: Records

    @functools.cached_property
    def n_fields(self) -> int:
        """Number of fields of the first row."""
        return int(self.records.n_fields[0]) if len(self.records.first) else 0

    @property
    def has_rows(self) -> bool:
        """True if there are rows below the first one."""
        return len(self.records.first) > 1

    @functools.cached_property
    def is_sound(self) -> Flags:
        """Rows with as many fields as the first, and without faults: bool [n]."""
        is_sound = (self.records.n_fields == self.n_fields) & (self.records.fault == 0)
        is_sound[len(is_sound) - self.is_open :] = False
        return is_sound

    @functools.cached_property
    def is_open(self) -> bool:
        """True if the last quote of the whole file opens a field."""
        return self.sample.is_whole and self.records.open_quote is not None and len(self.records.first) > 0

    @functools.cached_property
    def share(self) -> float:
        """Share of the bytes that is in sound rows."""
        n_bytes = self.records.ends - self.records.starts
        n_least = len(self.sample.content) * (1 - CUT_SHARE) if not self.sample.is_whole else 1
        if self.sample.is_whole and len(n_bytes) == 1:
            return float(self.is_sound[0])
        if not len(n_bytes):
            return 0.0
        return float(n_bytes[1:][self.is_sound[1:]].sum() / max(n_bytes[1:].sum(), n_least - n_bytes[0], 1))

    @functools.cached_property
    def n_quoted(self) -> int:
        """Number of quoted fields."""
        return int(self.records.fields.is_quoted.sum())

    @functools.cached_property
    def has_doubled(self) -> bool:
        """True if a quoted field holds a doubled quote."""
        borders = self.records.quotes.borders
        n_pairs = min(len(borders[1::2]), len(borders[2::2]))
        return bool(np.any(borders[2::2][:n_pairs] - borders[1::2][:n_pairs] == 1))

    @functools.cached_property
    def has_escaped(self) -> bool:
        """True if a quote is escaped in the sample."""
        escaped = f"{self.dialect.escape}{self.dialect.quote}".encode()
        return bool(self.dialect.escape) and escaped in self.sample.content

    @functools.cached_property
    def n_misplaced(self) -> int:
        """Number of quotes in fields that do not begin with one, and of quoted fields with one too many."""
        return self.records.quotes.n_stray + len(self.records.quotes.faults)

    @functools.cached_property
    def has_quoted_names(self) -> bool:
        """True if names of columns are quoted."""
        return bool(self.n_fields and self.records.fields.is_quoted[self.records.first[0] :][: self.n_fields].any())

    @functools.cached_property
    def has_quoted_column(self) -> bool:
        """True if all fields of a column that are not empty are quoted."""
        fields, records = self.records.fields, self.records
        first = records.first[1:][self.is_sound[1:]]
        numbers = first[:, None] + np.arange(self.n_fields)
        is_filled = fields.ends[numbers] > fields.starts[numbers]
        is_quoted = fields.is_quoted[numbers]
        return bool(np.any((is_quoted | ~is_filled).all(axis=0) & (is_quoted.sum(axis=0) >= FEW_ROWS)))

    @functools.cached_property
    def quotes_commas(self) -> bool:
        """True if exactly the fields with commas are quoted, as Excel does in tab-separated text."""
        commas = np.flatnonzero(np.frombuffer(self.sample.content, np.uint8) == ord(","))
        if self.dialect.escape or self.has_doubled or self.dialect.delimiter == ",":
            return False
        fields = self.records.fields
        has_comma = np.searchsorted(commas, fields.ends) > np.searchsorted(commas, fields.starts)
        return bool(np.array_equal(has_comma, fields.is_quoted))
