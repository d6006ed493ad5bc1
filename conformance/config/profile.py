"""Profiles as people write them: one YAML file per way of deploying, which may extend another."""

import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from conformance.config.profile_model import Profile, ServiceKind
from conformance.config.text_types import unit_of
from conformance.input.complaints import complaint, deepest, did_you_mean
from conformance.input.files import MIB, is_file
from conformance.input.unforeseen import reads
from conformance.input.yaml_file import Key, line_of, read_yaml_mapping, tree_of
from conformance.input.yaml_limits import YamlLimits
from conformance.installation import PROFILES
from conformance.model.errors import UsageProblem

__all__ = ["PROFILES", "Profile", "load_profile", "parent_of"]

LIMITS = YamlLimits(size=MIB, values=20_000)
"""What a profile may hold at most; the longest that comes with the suite has a fiftieth of it."""

_MOST_EXTENDED = 20
"""Profiles that extend each other."""

_MOST_COMPLAINTS = 20

_BY_ENGINE = (ServiceKind.DOCKER, ServiceKind.PODMAN)

_SHOWN = 200
"""Characters of a name or value that are shown."""


@reads("profile")
def load_profile(name_or_path: str) -> Profile:
    """The profile of that name in profiles/, or of that path, merged over those it extends.

    :raises UsageProblem: there is no such profile, or something in it is not allowed: one line that names file, line and key
    """
    layers = _layers(name_or_path)
    merged: dict[str, Any] = {}
    for _, data in reversed(layers):
        _drop_alternatives_of_none(data)
        merged = _merge(merged, data)
    _complete(merged)
    try:
        # through JSON, as only its strict mode takes lists and names for what they are, and yet refuses "yes" for true
        return Profile.model_validate_json(json.dumps(merged, default=str), strict=True)
    except ValidationError as error:
        errors = deepest(error.errors(include_url=False))
        complaints = [complaint(details, Profile) for details in errors[:_MOST_COMPLAINTS]]
        trees = [(path, tree_of(path, "profile", LIMITS)) for path, _ in layers]
        more = f"; and {len(errors) - len(complaints)} more" if len(errors) > len(complaints) else ""
        raise UsageProblem("; ".join(_located(trees, key, text) for key, text in complaints) + more) from error


def parent_of(name_or_path: str) -> str | None:
    """The profile that this one extends, as it names it. :raises UsageProblem: there is no such profile, or it cannot be read"""
    parent = read_yaml_mapping(_find(name_or_path, Path.cwd(), ""), "profile", limits=LIMITS).get("extends")
    return None if parent is None else str(parent)


def _layers(name_or_path: str) -> list[tuple[Path, dict[str, Any]]]:
    """Files and their data: the one asked for, the one it extends, the one that extends ..."""
    layers: list[tuple[Path, dict[str, Any]]] = []
    path = _find(name_or_path, Path.cwd(), "")
    while True:
        if path in (known for known, _ in layers):
            way = " extends ".join(known.name for known in [*(known for known, _ in layers), path])
            raise UsageProblem(f"profile {path}: extends itself: {way}")
        if len(layers) == _MOST_EXTENDED:
            raise UsageProblem(f"profile {path}: more than {_MOST_EXTENDED} profiles extend each other, which is the limit")
        data = read_yaml_mapping(path, "profile", limits=LIMITS)
        base = data.pop("extends", None)
        layers.append((path, data))
        if base is None:
            return layers
        if not isinstance(base, str):
            raise UsageProblem(f"profile {path}: extends: must be the name or path of one profile, not {_brief(repr(base))}")
        path = _find(base, path.parent, f"profile {path}: extends: ")


def _find(name_or_path: str, start: Path, context: str) -> Path:
    if "/" in name_or_path or name_or_path.endswith((".yaml", ".yml")):
        path = start / name_or_path
        if not is_file(path):
            raise UsageProblem(f"{context}there is no profile file {_brief(str(path))}")
        return path.resolve()
    known = sorted(path.stem for path in PROFILES.glob("*.yaml"))
    if name_or_path not in known:
        raise UsageProblem(
            f"{context}there is no profile {_brief(name_or_path)!r}{did_you_mean(name_or_path, known)} "
            f"(there are: {', '.join(known)}; or give the path of a YAML file)"
        )
    return PROFILES / f"{name_or_path}.yaml"


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Mappings merge key by key; anything else, lists too, replaces what it stands over."""
    merged = dict(base)
    for key, value in over.items():
        below = base.get(key)
        merged[key] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _drop_alternatives_of_none(layer: dict[str, Any]) -> None:
    """Where a profile says that there is no such service (kind: none), those that it extends name no alternatives to that."""
    services = layer.get("services")
    for service in services.values() if isinstance(services, dict) else ():
        if isinstance(service, dict) and service.get("kind") == "none":
            service.setdefault("alternatives", [])


def _complete(profile: dict[str, Any]) -> None:
    """Alternatives of a service run as it does, in its namespace, unless they say otherwise: `kind: podman` changes all of them. Containers
    are started by the unit that the profile has for all of them, unless they say otherwise.
    """
    services = profile.get("services")
    for service in services.values() if isinstance(services, dict) else ():
        alternatives = service.get("alternatives") if isinstance(service, dict) else None
        if isinstance(alternatives, list):
            inherited = {key: service[key] for key in ("kind", "namespace") if key in service}
            alternatives = service["alternatives"] = [inherited | one if isinstance(one, dict) else one for one in alternatives]
        for one in (service, *(alternatives if isinstance(alternatives, list) else ())):
            _complete_unit(one, profile.get("container_unit"))


def _complete_unit(service: object, pattern: object) -> None:
    if not isinstance(service, dict) or not isinstance(pattern, str) or service.get("kind") not in _BY_ENGINE:
        return
    name = service.get("name")
    if isinstance(name, str) and service.get("unit") is None:
        service["unit"] = unit_of(pattern, name)


def _brief(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _located(trees: list[tuple[Path, yaml.Node | None]], key: Key, text: str) -> str:
    """The complaint with the file and line that give the key; for a key that is missing, those of what it is missing from."""
    dotted = _brief(".".join(str(part) for part in key))
    for length in range(len(key), 0, -1):
        for path, tree in trees:
            line = line_of(tree, key[:length])
            if line is not None:
                return f"profile {path}:{line}: {dotted}: {text}"
    return f"profile {trees[0][0]}: {dotted}: {text}"
