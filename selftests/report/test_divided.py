"""A large report page in parts."""

import json
import re
from pathlib import Path

import pytest

from conformance.report.allure import html
from conformance.report.allure.divided import divided
from conformance.report.allure.page_policy import UnexpectedPage, confined
from selftests.needs import need_report_generator
from selftests.report.browser import browser, opened
from selftests.report.test_page_in_browser import DRIVER, write_results

DATA = """<script defer>
      Promise.allSettled([d("widgets/tree.json","e30="),d("data/test-results/0a.json","e31="),d("data/test-results/ü.json","")])
        .then(function(){
          window.allureReportDataReady = true;
        })
    </script>"""


def page(data: str = DATA) -> bytes:
    return confined(f"<html><head></head><body>{data}</body></html>".encode())


def test_all_data_are_in_parts_and_none_in_the_page() -> None:
    rest, parts = divided(page(), "beside")
    assert b"e31=" not in rest
    assert b"</script></body></html>" in rest
    found: dict[str, str] = {}
    for name, content in parts.items():
        match = re.fullmatch(r"allureReportPart\((.*)\);\n", content.decode())
        assert match
        assert re.fullmatch(r"(?:report|tests)-\d+\.js", name)
        found |= json.loads(match[1])
    assert found == {"widgets/tree.json": "e30=", "data/test-results/0a.json": "e31=", "data/test-results/ü.json": ""}


@pytest.mark.parametrize(
    "data",
    [
        "<script>var a</script>",
        DATA.replace("d(", "e("),
        DATA.replace('"e30="),', '"e30="), alert(1),'),
        DATA.replace("tree.json", "</script>.json"),
        DATA.replace("allureReportDataReady = true", "allureReportDataReady = alert(1)"),
    ],
)
def test_a_page_that_holds_its_data_otherwise_is_not_divided(data: str) -> None:
    with pytest.raises(UnexpectedPage):
        divided(page(data), "beside")


@pytest.fixture
def run_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With results of which the page counts as large."""
    need_report_generator()
    directory = tmp_path / "run"
    write_results(directory)
    monkeypatch.setattr(html, "LARGEST", 1)
    return directory


@browser
def test_tests_and_their_attachments_are_shown_from_files(run_dir: Path, tmp_path: Path) -> None:
    made, trouble = html.write_page(run_dir, html.allure_command())
    assert made is not None, trouble
    parts = "".join(path.read_text() for path in (run_dir / html.PARTS).iterdir())
    (test,) = set(re.findall(r'"data/test-results/([0-9a-f]{32})\.json"', parts))
    text = made.read_text(encoding="utf-8")
    nonce = re.search(r"'nonce-([\w-]+)'", text)
    assert nonce
    driven = run_dir / "driven.html"
    driven.write_text(text.replace("</body>", DRIVER.format(nonce=nonce[1])), encoding="utf-8")
    texts = ("vif-plug-timeout", "deciding line", "decides")
    seen = opened(driven, f"#{test}", tmp_path, lambda seen: all(text in seen.shown for text in texts))
    assert [text for text in texts if text not in seen.shown] == []
    assert seen.asked == []


def test_data_of_a_former_page_go(run_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert html.write_page(run_dir, html.allure_command())[0]
    assert (run_dir / html.PARTS).is_dir()
    assert (run_dir / html.PAGE).stat().st_size < 5_000_000
    monkeypatch.setattr(html, "LARGEST", 1 << 30)
    assert html.write_page(run_dir, html.allure_command())[0]
    assert not (run_dir / html.PARTS).exists()
