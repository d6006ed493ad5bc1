"""The page that Allure makes, opened in a browser whose every request goes to a proxy that counts."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conformance.diagnosis.taxonomy.taxonomy import Taxonomy
from conformance.model.site import Site
from conformance.report.allure import html
from conformance.report.allure.config import Ended
from conformance.report.allure.page_policy import confined
from conformance.report.allure.results import write_run_metadata
from selftests.report.allure.made import moved, operation
from selftests.report.browser import browser, opened

DRIVER = """
<script nonce="{nonce}">
  const said = [];
  document.addEventListener("securitypolicyviolation", (event) => said.push(event.violatedDirective + " " + event.blockedURI));
  const look = () => {{
    document.querySelectorAll('[data-testid="test-result-attachment-header"]').forEach((header) => {{
      if (!header.dataset.opened) {{ header.dataset.opened = "yes"; header.querySelector("button").click(); }}
    }});
    document.documentElement.dataset.blocked = JSON.stringify(said);
  }};
  setInterval(look, 100);
</script>
</body>"""
"""Opens every attachment, and says what the policy has refused."""


def write_results(run_dir: Path) -> None:
    """A test that failed, with attachments and a description that name a host."""
    results = run_dir / "allure-results"
    results.mkdir(parents=True)
    texts = {"txt": "deciding line <img src=http://evil.example/text>", "json": '{"decides": "http://evil.example/json"}'}
    texts["html"] = "<h1>hypertext</h1><img src=http://evil.example/html><script src=http://evil.example/script></script>"
    kinds = {"txt": "text/plain", "json": "application/json", "html": "text/html"}
    names = {kind: f"00000000-0000-4000-8000-00000000000{number}-attachment.{kind}" for number, kind in enumerate(texts)}
    for kind, text in texts.items():
        (results / names[kind]).write_text(text)
    result = {
        "uuid": "1",
        "name": "test_boot",
        "fullName": "t#test_boot",
        "status": "failed",
        "stage": "finished",
        "start": 1,
        "stop": 2000,
        "statusDetails": {"message": "vif-plug-timeout <img src=http://evil.example/message>"},
        "description": "![image](http://evil.example/markdown.png)",
        "attachments": [{"name": kind, "source": names[kind], "type": kinds[kind]} for kind in texts],
    }
    (results / "10000000-0000-4000-8000-000000000000-result.json").write_text(json.dumps(result))
    site = Site(
        cloud="c",
        profile="lab",
        hosts=(),
        image="i",
        flavor="f",
        resize_flavor="r",
        network="n",
        host_versions={"nova": {"a": "33 <img src=http://evil.example/version>", "b": "34"}},
    )
    write_run_metadata(run_dir, site, Taxonomy(()), {}, [moved("a", "b", operation(2.5))], Ended(exit_code=1, results=1))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The page as the suite leaves it, and as Allure makes it."""
    run_dir = tmp_path_factory.mktemp("run")
    write_results(run_dir)
    made = run_dir / "made.html"

    def keeping(page: bytes) -> bytes:
        made.write_bytes(page)
        return confined(page)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(html, "confined", keeping)
        page, trouble = html.write_page(run_dir, html.allure_command())
    assert page is not None, trouble
    return page, made


class _Loads(HTMLParser):
    """What the elements of a page name to be loaded, and its metas by their names."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.metas: dict[str, str] = {}
        self.unsigned: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.loads += [value for name, value in named.items() if name in {"src", "srcset", "href", "data", "action", "poster"}]
        if tag == "meta":
            self.metas[named.get("http-equiv") or named.get("name") or "charset"] = named.get("content", "")
        if tag == "script" and "nonce" not in named:
            self.unsigned.append(str(named))


def test_nothing_in_the_page_is_loaded_from_a_host(pages: tuple[Path, Path]) -> None:
    loads = _Loads()
    loads.feed(pages[0].read_text(encoding="utf-8"))
    assert loads.loads
    assert [each[:80] for each in loads.loads if not each.startswith("data:")] == []
    assert loads.unsigned == []
    assert "default-src 'none'" in loads.metas["Content-Security-Policy"]
    assert "http" not in loads.metas["Content-Security-Policy"]
    assert loads.metas["referrer"] == "no-referrer"
    assert "googletagmanager" not in pages[0].read_text(encoding="utf-8")


@browser
def test_the_page_asks_nobody_for_anything_and_shows_all_it_has(pages: tuple[Path, Path], tmp_path: Path) -> None:
    page = pages[0].read_text(encoding="utf-8")
    found = re.search(r"'nonce-([\w-]+)'", page)
    assert found
    (test,) = set(re.findall(r'"data/test-results/([0-9a-f]{32})\.json"', page))
    driven = tmp_path / "driven.html"
    driven.write_text(page.replace("</body>", DRIVER.format(nonce=found[1])), encoding="utf-8")
    texts = ("vif-plug-timeout", "deciding line", "decides")
    shown, asked, _ = opened(driven, f"#{test}", tmp_path, lambda seen: all(text in seen.shown for text in texts))
    assert asked == []
    assert [text for text in texts if text not in shown] == []
    blocked = re.search(r'data-blocked="([^"]*)"', shown)
    assert blocked
    assert "connect-src" not in blocked[1]
    assert "script-src" not in blocked[1]


@browser
@pytest.mark.parametrize(("fragment", "shows"), [("#charts", "Problems by version of Nova"), ("#metrics", "Durations of operations")])
def test_its_other_views_ask_nobody_either(pages: tuple[Path, Path], tmp_path: Path, fragment: str, shows: str) -> None:
    shown, asked, _ = opened(pages[0], fragment, tmp_path, lambda seen: shows in seen.shown)
    assert asked == []
    assert shows in shown


@browser
def test_without_the_policy_it_would_ask(pages: tuple[Path, Path], tmp_path: Path) -> None:
    """So the proxy sees what a page asks for."""
    asked = opened(pages[1], "", tmp_path, lambda seen: bool(seen.asked)).asked
    assert any("googletagmanager.com" in request for request in asked)
