"""What a YAML file may hold at most: checked before anything is made of it, as a small file can stand for more than any memory holds."""

from dataclasses import dataclass
from typing import cast

import yaml

from conformance.input.files import MIB

Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's, where PyYAML was built with it: the other takes minutes for what this one takes seconds for."""


@dataclass(frozen=True)
class YamlLimits:
    """size: bytes of the file, and characters with all aliases written out. values: keys, values, lists and mappings, counted likewise.

    depth: lists and mappings within each other.
    """

    size: int = 16 * MIB
    values: int = 1_000_000
    depth: int = 100


_ALIASES = " (aliases count as written out)"


class _Size:
    """Of an open list or mapping, or of what an anchor names: values and characters in it."""

    def __init__(self, anchor: str | None = None, values: int = 1, characters: int = 0) -> None:
        self.anchor = anchor
        self.values = values
        self.characters = characters

    def add(self, other: "_Size") -> None:
        self.values += other.values
        self.characters += other.characters


def check_limits(text: str, limits: YamlLimits) -> None:
    """See that a text stays within the limits; what is no YAML is not looked at further.

    :raises yaml.MarkedYAMLError: it does not, with the line
    :raises yaml.YAMLError: it is not YAML
    """
    total, open_ones, known = _Size(values=0), [], dict[str, _Size]()
    for event in yaml.parse(text, Loader=Loader):
        size: _Size | None = None
        anchor = getattr(event, "anchor", None)
        if isinstance(event, yaml.CollectionStartEvent):
            size = _Size(anchor)
            open_ones.append(size)
            if len(open_ones) > limits.depth:
                raise _beyond(event, f"lists and mappings are nested more than {limits.depth} deep, which is the limit")
        elif isinstance(event, yaml.CollectionEndEvent):
            ended = open_ones.pop()
            if ended.anchor:
                known[ended.anchor] = ended
            for outer in open_ones[-1:]:
                outer.add(ended)
        elif isinstance(event, yaml.ScalarEvent):
            size = _Size(characters=len(event.value))
            if anchor:
                known[anchor] = size
        elif isinstance(event, yaml.AliasEvent):
            if any(one.anchor == anchor for one in open_ones):
                raise _beyond(event, f"*{anchor} stands within what &{anchor} names")
            size = known.get(event.anchor or "", _Size())
        if size is None:
            continue
        total.add(size)
        if open_ones and not isinstance(event, yaml.CollectionStartEvent):
            open_ones[-1].add(size)
        if total.values > limits.values:
            raise _beyond(
                event, f"there are more than {limits.values:,} keys and values, which is the limit (aliases count as written out)"
            )
        if total.characters > limits.size:
            raise _beyond(event, f"there are more than {limits.size:,} characters, which is the limit{_ALIASES}")


def _beyond(event: yaml.Event, problem: str) -> yaml.MarkedYAMLError:
    error = yaml.MarkedYAMLError(problem=problem)
    # libyaml's marks are of a class of their own, with the same attributes
    error.problem_mark = cast("yaml.Mark", event.start_mark)
    return error
