"""The YAML that Spindle reads: PyYAML's safe loader, but a key that a mapping has twice is an error.

PyYAML keeps the last of two equal keys and says nothing, so a second section would replace the first one.
"""

from typing import Any

import yaml

# Tags that stand for no value of their own: `<<` and `=`.
KEYWORDS = ("tag:yaml.org,2002:merge", "tag:yaml.org,2002:value")
# Keys that merges may bring, in a whole text and with those that are overridden: a list of merges in a list of merges
# multiplies them.
MOST_MERGED = 100_000
# Bits of a whole number: Python turns none of more than 4,300 digits into text.
MOST_BITS = 14_000
# Characters of a key that an error quotes.
MOST_QUOTED = 60


class UniqueKeyLoader(yaml.SafeLoader):
    """Raises ConstructorError for a second key, with the lines of both; keys are equal as in a dict: 8 and 0x8.

    A key that a merge (`<<`) brings may be given again: that is how it is overridden. Too many of them are an error.
    """

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self._depth = self._n_merged = 0

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Mix the merges of a mapping in. The base class calls this for each mapping that it is about to mix in."""
        self._depth += 1
        super().flatten_mapping(node)
        self._depth -= 1
        if self._depth:
            self._n_merged += len(node.value)
        if self._n_merged > MOST_MERGED:
            raise yaml.constructor.ConstructorError(problem=f"its merges (<<) bring over {MOST_MERGED:,} keys")

    def construct_yaml_int(self, node: yaml.ScalarNode) -> int:
        """Refuse a number that nothing can print: in base 16 or 60 it is quickly written."""
        number: int = super().construct_yaml_int(node)
        if number.bit_length() > MOST_BITS:
            raise yaml.constructor.ConstructorError(
                problem=f"the number in line {node.start_mark.line + 1} has too many digits"
            )
        return number

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Check the keys as they are written: constructing the mapping would mix those of its merges in."""
        node: yaml.MappingNode = super().compose_mapping_node(anchor)
        lines: dict[Any, int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue  # no key of a dict: constructing it raises an error
            value = key.value if key.tag in KEYWORDS else self.construct_object(key)
            line = key.start_mark.line + 1
            if value in lines:
                where = "there twice" if line == lines[value] else f"already in line {lines[value]}"
                raise yaml.constructor.ConstructorError(
                    problem=f"the key {key.value[:MOST_QUOTED]!r} in line {line} stands {where}"
                )
            lines[value] = line
        return node


UniqueKeyLoader.add_constructor("tag:yaml.org,2002:int", UniqueKeyLoader.construct_yaml_int)
