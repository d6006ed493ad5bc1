"""Templates that escape all that they are given, and the style of pages that are opened first."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from conformance.text.writing import for_terminal

ASSETS = Path(__file__).parent / "assets"


def template(directory: Path, name: str) -> Template:
    """A template of a directory of this package."""
    return _environment(directory).get_template(name)


def style() -> str:
    """The style of the pages."""
    return asset("page.css")


@cache
def asset(name: str) -> str:
    """The text of a file beside the first page's template."""
    return (ASSETS / name).read_text(encoding="utf-8")


def hash_of(text: str) -> str:
    """By what a policy names a style or a script of the page."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _environment(directory: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(directory),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )


def _clean(value: Any) -> Any:
    """Every text, before it is escaped: without secrets, control characters, and what changes the direction of writing."""
    return for_terminal(value) if isinstance(value, str) and not isinstance(value, Markup) else value
