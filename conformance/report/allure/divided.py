"""A large report page in parts: the page itself, and files beside it with its data, each of which is loaded when it is looked at.

Allure's page in one file has all data in it, and shows nothing before a browser has read them all. Its form in a directory asks for its
data by requests, which browsers refuse where a page is a file. These parts are scripts, which are loaded from wherever the page is; the
page's address and the links into it stay as they are.
"""

import json
import re
from collections.abc import Mapping

from conformance.report.allure.page_policy import UnexpectedPage

_DATA = re.compile(
    rb"Promise\.allSettled\(\[(?P<entries>[^\]]*)\]\)"
    rb"\s*\.then\(function\(\)\{\s*window\.allureReportDataReady = true;\s*\}\)\s*(?=</script>)"
)
"""The script with all data, as Allure 3 writes it."""

_ENTRY = re.compile(rb'd\("([^"\\<]+)","([A-Za-z0-9+/=]*)"\)(?:,|$)')

_NONCE = re.compile(rb"'nonce-([\w-]+)'")

_OF_TESTS = "data/"
"""What the names of data begin with that are looked at with a single test; the others are of the report as a whole."""

_PARTS = 512
"""Files for what is looked at with single tests: each has a few tests of 20,000."""

_LOADER = """
      (() => {
        const have = {}, loading = {}, whole = __WHOLE__;
        window.allureReportPart = (entries) => Object.assign(have, entries);
        const partOf = (name) => {
          if (Object.hasOwn(whole, name)) return whole[name];
          let sum = 0;
          for (const character of name) sum = (31 * sum + character.codePointAt(0)) % __PARTS__;
          return `tests-${sum}`;
        };
        const load = (part) => loading[part] ??= new Promise((done) => {
          const script = document.createElement("script");
          script.nonce = "__NONCE__";
          script.onload = script.onerror = done;
          script.src = `__DIRECTORY__/${part}.js`;
          document.head.append(script);
        });
        const find = async (name) => {
          await load(partOf(name));
          if (!Object.hasOwn(have, name)) throw new Error(`Data "${name}" not found!`);
          return have[name];
        };
        window.allureReportData = new Proxy({}, {
          has: (_, name) => Object.hasOwn(whole, name) || String(name).startsWith("__OF_TESTS__"),
          get: (_, name) => (typeof name === "string" ? find(name) : undefined),
        });
        window.allureReportDataReady = true;
      })();
    """
"""Stands in the place of the data: the page's program looks its data up by name, and waits for what it is given."""


def divided(page: bytes, directory: str) -> tuple[bytes, Mapping[str, bytes]]:
    """The page without its data, and by name the files that hold them, which belong into a directory beside it.

    :param page: with a policy (page_policy.confined)
    :param directory: its name
    :raises UnexpectedPage: the page holds its data in another way
    """
    found, nonce = _DATA.search(page), _NONCE.search(page)
    if not found or not nonce:
        raise UnexpectedPage("its data are not where they were looked for")
    whole: dict[str, str] = {}
    parts: dict[str, dict[str, str]] = {}
    for name, value in _entries(found["entries"]):
        part = f"tests-{_number(name)}" if name.startswith(_OF_TESTS) else whole.setdefault(name, f"report-{len(whole)}")
        parts.setdefault(part, {})[name] = value
    values = {
        "WHOLE": json.dumps(whole),
        "PARTS": str(_PARTS),
        "NONCE": nonce[1].decode(),
        "DIRECTORY": directory,
        "OF_TESTS": _OF_TESTS,
    }
    loader = re.sub("__([A-Z_]+)__", lambda match: values[match[1]], _LOADER)
    files = {f"{part}.js": f"allureReportPart({json.dumps(content)});\n".encode() for part, content in parts.items()}
    return page[: found.start()] + loader.encode() + page[found.end() :], files


def _entries(entries: bytes) -> list[tuple[str, str]]:
    """:raises UnexpectedPage: there is something else among them"""
    found, end = [], 0
    for match in _ENTRY.finditer(entries):
        if match.start() != end:
            break
        found.append((match[1].decode(), match[2].decode()))
        end = match.end()
    if end != len(entries) or not found:
        raise UnexpectedPage("there is something else among its data")
    return found


def _number(name: str) -> int:
    """Which part a name is in: as the loader counts it."""
    number = 0
    for character in name:
        number = (31 * number + ord(character)) % _PARTS
    return number
