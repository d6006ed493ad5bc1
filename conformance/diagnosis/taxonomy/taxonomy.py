"""The documented causes, read from their files and made ready to match."""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import re2
import yaml
from pydantic import ValidationError

from conformance.diagnosis.patterns.patterns import Patterns
from conformance.diagnosis.taxonomy.cause import Cause, CauseFile, Rule
from conformance.model.errors import SuiteFault
from conformance.model.evidence import Source
from conformance.model.verdict import INSUFFICIENT_EVIDENCE, UNCLASSIFIED

CAUSES = Path(__file__).parent.parent / "causes"
"""Where the cause files are: LAYER/ID.yaml, the examples of long ones in LAYER/examples/ID.yaml."""

EXAMPLES = "examples"
"""The directory, beside cause files, of examples that stand in files of their own."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where it is there: it reads the causes ten times faster."""


@dataclass(frozen=True)
class CompiledRule:
    """A rule and its cause, ready to be tried on a line in which its pattern was found."""

    cause: Cause
    rule: Rule

    @cached_property
    def pattern(self) -> Any:
        """The rule's pattern, with its groups."""
        return re2.compile(self.rule.pattern)

    @cached_property
    def _named(self) -> tuple[tuple[str, int], ...]:
        """The names of its groups, each with the group's number. RE2 lets alternatives use a name again, and then tells of the last one."""
        groups = re.finditer(r"\\.|\[(?:\^?\]?)(?:\\.|\[:\w+:\]|[^\]\\])*\]|\((?!\?)|\(\?P<(\w+)>", self.rule.pattern)
        opened = [group[1] for group in groups if group[0].startswith("(")]
        return tuple((name, number) for number, name in enumerate(opened, start=1) if name)

    def groups(self, line: str) -> dict[str, str]:
        """What the pattern's groups name in a line in which it is found: of each name, the first that has something."""
        found = self.pattern.search(line)
        named: dict[str, str] = {}
        for name, number in self._named if found else ():
            if found[number]:
                named.setdefault(name, found[number])
        return named

    @cached_property
    def unless(self) -> Any:
        """What a line must not also match; None if there is nothing."""
        return re2.compile(self.rule.unless) if self.rule.unless else None


@dataclass(frozen=True)
class Taxonomy:
    """All documented causes, sorted by id."""

    causes: tuple[Cause, ...]

    def cause(self, cause_id: str) -> Cause:
        """The cause of that id. :raises KeyError: there is none"""
        return self._by_id[cause_id]

    @cached_property
    def _by_id(self) -> dict[str, Cause]:
        return {cause.id: cause for cause in self.causes}

    @cached_property
    def rules(self) -> tuple[CompiledRule, ...]:
        """The rules of all causes."""
        return tuple(CompiledRule(cause, rule) for cause in self.causes for rule in cause.match)

    @cached_property
    def patterns(self) -> Patterns:
        """Everything that any rule looks for."""
        return Patterns.of(pattern for each in self.rules for pattern in each.rule.looked_for)

    @cached_property
    def sources(self) -> frozenset[Source]:
        """The sources that any cause needs."""
        return frozenset(source for cause in self.causes for source in cause.needs)


@cache
def load_taxonomy(directory: Path = CAUSES) -> Taxonomy:
    """Read and check every cause file, once in each process.

    :raises SuiteFault: the first file that is wrong, in one line with file, key and reason
    """
    files = sorted(directory.glob("*/*.yaml"), key=lambda path: (path.stem, path.parent.name))
    for path in sorted(directory.glob(f"*/{EXAMPLES}/*")):
        _refuse_stray(path)
    causes = tuple(_load(path) for path in files)
    if not causes:
        raise SuiteFault(f"{directory}: no cause files (LAYER/ID.yaml)")
    seen: dict[str, Cause] = {}
    for cause in causes:
        if cause.id in seen:
            raise SuiteFault(f"{cause.id}.yaml stands in two directories: {seen[cause.id].layer} and {cause.layer}; an id is given once")
        seen[cause.id] = cause
    for cause in causes:
        for other in (*cause.over, *(other for rule in cause.match for other in rule.over)):
            if other not in seen:
                raise SuiteFault(f"{cause.layer}/{cause.id}.yaml: over: no cause is called {other!r}")
    return Taxonomy(causes)


def _refuse_stray(path: Path) -> None:
    """See that examples belong to a cause. :raises SuiteFault: there is no cause of the file's name in the directory above"""
    if not (layer := path.parent.parent).joinpath(path.name).exists():
        raise SuiteFault(f"{layer.name}/{EXAMPLES}/{path.name}: there is no {layer.name}/{path.name}")


def _load(path: Path) -> Cause:
    name = f"{path.parent.name}/{path.name}"
    if path.stem in (UNCLASSIFIED, INSUFFICIENT_EVIDENCE):
        raise SuiteFault(f"{name}: {path.stem} is a verdict of its own, no cause")
    content = _with_examples(path, _read(path, name))
    try:
        file = CauseFile.model_validate(content)
    except ValidationError as trouble:
        # A key that is missing is often one that is misspelt, which says more.
        first = min(trouble.errors(), key=lambda error: error["type"] != "extra_forbidden")
        key = ".".join(str(part) for part in first["loc"]) or "the file"
        raise SuiteFault(f"{name}: {key}: {first['msg']}") from None
    if file.layer != path.parent.name:
        raise SuiteFault(f"{name}: layer: says {file.layer}, but the file stands in {path.parent.name}/")
    return Cause(id=path.stem, **file.model_dump())


def _with_examples(path: Path, content: Any) -> Any:
    """What a cause file says, with examples that stand in a file of their own. :raises SuiteFault: they stand in both, or are not YAML"""
    own = path.parent / EXAMPLES / path.name
    if not isinstance(content, dict) or not own.exists():
        return content
    if "examples" in content:
        raise SuiteFault(f"{path.parent.name}/{path.name}: examples: stand in {EXAMPLES}/{own.name}, too; one of the two holds them all")
    return content | {"examples": _read(own, f"{path.parent.name}/{EXAMPLES}/{own.name}")}


def _read(path: Path, name: str) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader, in either case
    except yaml.YAMLError as trouble:
        raise SuiteFault(f"{name}: not YAML: {' '.join(str(trouble).split())}") from None
