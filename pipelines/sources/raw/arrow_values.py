"""The texts of an Arrow array: the readings of `pipelines.sources.raw.json_values`, for a whole column at once."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt

from pipelines.sources.raw.json_values import KEYS, MAX_NESTED, MAX_WHOLE, PARAGRAPHS

# Digits of the widest decimal of Arrow.
MAX_DECIMAL = 76


class ReadValues(NamedTuple):
    """The texts of n values.

    texts      string [n]: null where a value is null or has no text
    is_unread  bool [n]: values without any reading
    """

    texts: pa.StringArray
    is_unread: pa.BooleanArray


def read_array(array: pa.Array, n_nested: int = 0) -> ReadValues:
    """Return the texts of an optional column, see `read_value`."""
    array = _unpack(array)
    kind = array.type
    if is_list(kind) and n_nested <= MAX_NESTED:
        return _read_lists(array, n_nested)
    if pt.is_floating(kind) and n_nested <= MAX_NESTED:
        return _read_floats(array)
    if pt.is_null(kind) or _is_string(kind) or _is_binary(kind):
        texts = _decode(array)
    elif n_nested > MAX_NESTED:
        texts = pa.nulls(len(array), pa.string())
    elif pt.is_nested(kind):
        texts = _read_objects(array, n_nested)
    else:
        texts = _write_plain(array)
    return ReadValues(texts, pc.and_(array.is_valid(), texts.is_null()))


def read_text_array(array: pa.Array) -> ReadValues:
    """Return the texts of articles, see `read_text`; bytes that are not UTF-8 become U+FFFD."""
    array = _unpack(array)
    kind = array.type
    if _is_string(kind) or _is_binary(kind):
        return ReadValues(_decode(array, errors="replace"), _none(array))
    if is_list(kind) and is_text(kind.value_type):
        return ReadValues(_join_paragraphs(_as_list(array)), _none(array))
    return ReadValues(pa.nulls(len(array), pa.string()), array.is_valid())


def name_unread(is_unread: Mapping[str, pa.BooleanArray], n_rows: int) -> pa.StringArray:
    """Return, for each of n rows, the names of the columns without a reading, joined by commas; null for none."""
    # Arrow's join leaves out rows that are all null.
    names = [pc.if_else(mask, f"{name},", "") for name, mask in is_unread.items() if pc.any(mask).as_py()]
    if not names:
        return pa.nulls(n_rows, pa.string())
    joined = pc.ascii_rtrim(pc.binary_join_element_wise(*names, ""), ",")
    return pc.if_else(pc.equal(joined, ""), None, joined)


def is_text(kind: pa.DataType) -> bool:
    """Return True for a type of single strings."""
    kind = kind.value_type if pt.is_dictionary(kind) or pt.is_run_end_encoded(kind) else kind
    return _is_string(kind) or _is_binary(kind) or bool(pt.is_null(kind))


def holds_text(kind: pa.DataType) -> bool:
    """Return True for a type that the text of an article may have: strings, or lists of strings."""
    return is_text(kind) or (is_list(kind) and is_text(kind.value_type))


def _unpack(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    """The values themselves, without encodings and extension types."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    array = _drop_views(array)
    if isinstance(array.type, pa.UuidType):
        return _write_uuids(array.storage)
    if isinstance(array.type, pa.BaseExtensionType):
        return _unpack(array.storage)
    if pt.is_dictionary(array.type):
        return _unpack(array.dictionary_decode())
    if pt.is_run_end_encoded(array.type):
        whole = pa.RunEndEncodedArray.from_arrays(array.run_ends, _drop_views(array.values))
        return _unpack(pc.run_end_decode(whole[array.offset : array.offset + len(array)]))
    return array


def _drop_views(array: pa.Array) -> pa.Array:
    """The same values without views of strings, which polars writes and Arrow can neither take nor filter."""
    kind = _without_views(array.type)
    return array if kind == array.type else array.cast(kind)


def _without_views(kind: pa.DataType) -> pa.DataType:
    """A type with bytes in place of all views in it, since a view of a string may be no UTF-8; keys stay strings."""
    if pt.is_string_view(kind) or pt.is_binary_view(kind):
        return pa.binary()
    if pt.is_dictionary(kind):
        return pa.dictionary(kind.index_type, _without_views(kind.value_type), kind.ordered)
    if pt.is_struct(kind):
        return pa.struct([field.with_type(_without_views(field.type)) for field in kind])
    if pt.is_map(kind):
        return pa.map_(
            pa.string() if pt.is_string_view(kind.key_type) else kind.key_type, _without_views(kind.item_type)
        )
    if pt.is_list(kind) or pt.is_large_list(kind) or pt.is_fixed_size_list(kind):
        field = kind.value_field.with_type(_without_views(kind.value_type))
        size = [kind.list_size] if pt.is_fixed_size_list(kind) else []
        return (pa.large_list if pt.is_large_list(kind) else pa.list_)(field, *size)
    return kind


def _decode(array: pa.Array, errors: str = "") -> pa.StringArray:
    """Return strings or bytes as strings; invalid UTF-8 becomes null, or what `errors` of Python makes of it.

    Files may hold any bytes in a column of strings: Arrow does not check them when it reads Parquet.
    """
    as_bytes = array.cast(pa.binary())
    as_bytes.validate(full=True)  # offsets of a damaged Arrow file may lead anywhere
    try:
        return as_bytes.cast(pa.string())
    except pa.ArrowInvalid:  # a few values of one table
        return pa.array([_decode_one(value, errors) for value in as_bytes.to_pylist()], pa.string())


def _decode_one(value: bytes | None, errors: str) -> str | None:
    try:
        return None if value is None else value.decode("utf-8", errors or "strict")
    except UnicodeDecodeError:
        return None


def _write_plain(array: pa.Array) -> pa.StringArray:
    """Numbers, dates and times as strings; null for other types."""
    kind = array.type
    if pt.is_decimal(kind):
        if kind.scale < 0:  # which Arrow writes as 1.2E+3
            if kind.precision - kind.scale > MAX_DECIMAL:
                return pa.nulls(len(array), pa.string())
            array = array.cast(pa.decimal256(MAX_DECIMAL, 0))
        texts = pc.replace_substring_regex(array.cast(pa.string()), r"(\.\d*?)0+$", r"\1")
        return pc.replace_substring_regex(texts, r"\.$", "")
    if pt.is_timestamp(kind):
        # Only of timestamps without a zone does Arrow look whether they are in range.
        array = array.view(pa.timestamp(kind.unit))
    elif not (pt.is_integer(kind) or pt.is_date(kind) or pt.is_time(kind)):
        return pa.nulls(len(array), pa.string())
    texts = array.cast(pa.string())
    texts = pc.if_else(pc.starts_with(texts, "<"), None, texts)  # <value out of range: ...>
    return pc.binary_join_element_wise(texts, "Z", "") if pt.is_timestamp(kind) and kind.tz else texts


def _read_floats(array: pa.Array) -> ReadValues:
    values = array.fill_null(np.nan).to_numpy(zero_copy_only=False)
    wide = values.astype(np.float64)
    is_known, is_finite = ~np.isnan(wide), np.isfinite(wide)
    is_whole = is_known & (np.abs(wide) < MAX_WHOLE) & (wide == np.trunc(wide))
    whole = pa.array(np.where(is_whole, wide, 0).astype(np.int64)).cast(pa.string())
    is_other = is_finite & ~is_whole
    other = pa.array(values[is_other].astype(str), pa.string())
    texts = pc.if_else(pa.array(is_whole), whole, pa.scalar(None, pa.string()))
    return ReadValues(pc.replace_with_mask(texts, pa.array(is_other), other), pa.array(is_known & ~is_finite))


def _read_objects(array: pa.Array, n_nested: int) -> pa.StringArray:
    """The texts of structs and maps; null for other nested types, such as unions."""
    texts = pa.nulls(len(array), pa.string())
    for values in _find_keys(array):
        texts = pc.coalesce(texts, read_array(values, n_nested + 1).texts)
    return texts


def _find_keys(array: pa.Array) -> Iterator[pa.Array]:
    """Yield the values of each of KEYS, in their order; without the keys that a struct lacks."""
    kind = array.type
    for key in KEYS:
        if pt.is_struct(kind) and (index := kind.get_field_index(key)) >= 0:
            yield pc.struct_field(array, index)
        elif pt.is_map(kind) and _is_string(kind.key_type):
            yield pc.map_lookup(array, pa.scalar(key, kind.key_type), "first")


def _read_lists(array: pa.Array, n_nested: int) -> ReadValues:
    array = _as_list(array)
    lengths = pc.fill_null(pc.list_value_length(array), 0)
    is_one = pc.equal(lengths, 1)
    items = read_array(array.filter(is_one).flatten(), n_nested + 1)
    return ReadValues(
        pc.replace_with_mask(pa.nulls(len(array), pa.string()), is_one, items.texts),
        pc.replace_with_mask(pc.greater(lengths, 1), is_one, items.is_unread),
    )


def _as_list(array: pa.Array) -> pa.ListArray:
    """Lists of any kind as the plain kind; Arrow's own cast of a list view with nulls gives a damaged array."""
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy()
    offsets = pa.array(np.append(0, np.cumsum(lengths)), pa.int32())
    return pa.ListArray.from_arrays(offsets, _drop_views(array.flatten()), mask=array.is_null())


def _join_paragraphs(array: pa.ListArray) -> pa.StringArray:
    """Join the strings of each list, without empty ones and nulls."""
    values, rows = pc.fill_null(_decode(_unpack(array.flatten()), "replace"), ""), pc.list_parent_indices(array)
    is_filled = pc.not_equal(values, "")
    counts = np.bincount(rows.filter(is_filled).to_numpy(), minlength=len(array))
    offsets = pa.array(np.append(0, np.cumsum(counts)), pa.int32())
    texts = pc.binary_join(pa.ListArray.from_arrays(offsets, values.filter(is_filled)), PARAGRAPHS)
    return pc.if_else(array.is_valid(), texts, None)


def _write_uuids(array: pa.FixedSizeBinaryArray) -> pa.StringArray:
    """UUIDs in their usual form: 8-4-4-4-12 hexadecimal digits."""
    raw = np.frombuffer(array.buffers()[1], np.uint8)[16 * array.offset : 16 * (array.offset + len(array))]
    digits = pa.py_buffer(
        np.frombuffer(b"0123456789abcdef", np.uint8)[np.stack([raw >> 4, raw & 15], axis=1)].tobytes()
    )
    offsets = pa.py_buffer(np.arange(0, 32 * (len(array) + 1), 32, dtype=np.int32))
    texts = pa.StringArray.from_buffers(len(array), offsets, digits)
    texts = pc.replace_substring_regex(texts, r"^(.{8})(.{4})(.{4})(.{4})(.{12})$", r"\1-\2-\3-\4-\5")
    return pc.if_else(array.is_valid(), texts, None)


def _none(array: pa.Array) -> pa.BooleanArray:
    return pa.array(np.zeros(len(array), np.bool_))


def _is_string(kind: pa.DataType) -> bool:
    return bool(pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind))


def _is_binary(kind: pa.DataType) -> bool:
    return bool(
        pt.is_binary(kind) or pt.is_large_binary(kind) or pt.is_binary_view(kind) or pt.is_fixed_size_binary(kind)
    )


def is_list(kind: pa.DataType) -> bool:
    """Return True for lists of each kind."""
    return bool(
        pt.is_list(kind)
        or pt.is_large_list(kind)
        or pt.is_fixed_size_list(kind)
        or pt.is_list_view(kind)
        or pt.is_large_list_view(kind)
    )
