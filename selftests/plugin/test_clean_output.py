"""What a cloud, its hosts and our own errors say is written and printed without secrets and control characters."""

import pytest

from conformance.model.errors import CloudFault, HostUnreachable, SuiteFault, UsageProblem
from conformance.report.clean_output import clean_exception
from selftests.plugin.conftest import MakeSuiteRun

CANARY = "cANARY77"
SECRET = f"password={CANARY} mysql+pymysql://nova:{CANARY}@10.0.0.5/nova"
CONTROL = "\x1b]52;c;Y2xpcA==\x07\x9b2J\u202e\ud800[bold]"

_SUITE = f"""
import json
import logging
import sys
import pytest
from conformance.model.errors import CloudFault, SuiteFault

SAID = {SECRET + CONTROL!r}

@pytest.fixture
def virsh():
    raise SuiteFault("virsh: " + SAID)

def test_fixture(virsh) -> None:
    pass

def test_suite_fault() -> None:
    raise SuiteFault("virsh: " + SAID)

def test_cloud_fault() -> None:
    fault = CloudFault("no " + SAID, "it said " + SAID, "compute-01")
    fault.add_note("a note: " + SAID)
    raise fault

def test_assertion() -> None:
    assert "ok" == "seen " + SAID

def test_unforeseen() -> None:
    try:
        json.loads("[")
    except ValueError as trouble:
        raise RuntimeError("unforeseen: " + SAID) from trouble

def test_skipped() -> None:
    pytest.skip("skipped: " + SAID)

def test_captured() -> None:
    sys.stderr.write(SAID.replace(chr(0xd800), ""))
    logging.getLogger("x").warning(SAID.replace(chr(0xd800), ""))
    raise SuiteFault("x")
"""


def test_no_file_and_no_terminal_gets_what_was_said(suite_run: MakeSuiteRun, pytester: pytest.Pytester) -> None:
    run = suite_run("compute-01", "compute-02", "compute-03")
    run.cloud.faults["boot-compute-02"] = f"No valid host was found. {SECRET}{CONTROL}"
    run.cloud.hosts[2].enabled, run.cloud.hosts[2].reason = False, SECRET + CONTROL
    pytester.makepyfile(test_said=_SUITE)
    pytester.path.joinpath("test_said.py").write_text(_SUITE, encoding="utf-8")
    result = run("-m", "boot or not hard_reboot and not resize", "test_said.py", "-k", "boot or test_said")
    told = result.stdout.str() + result.stderr.str()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "No valid host was found. password=[redacted]" in told
    assert "virsh: password=[redacted]" in told
    assert CANARY not in told.replace(_SUITE, "")
    assert not set(told) & set("\x1b\x07\x9b\u202e\ud800")
    written = {path: path.read_bytes() for path in run.results.rglob("*") if path.is_file()}
    names = {path.name for path in written}
    assert {"run.json", "junit.xml", "journal.jsonl", "outcomes.jsonl", "site.json"} <= names
    assert any(name.endswith("-container.json") for name in names)
    for path, content in written.items():
        assert CANARY not in content.decode("utf-8"), path


@pytest.mark.parametrize("kind", [UsageProblem, SuiteFault])
def test_an_error_for_people_is_clean_from_the_start(kind: type[Exception]) -> None:
    problem = kind(f"image {SECRET}{CONTROL}")
    problem.add_note(SECRET + CONTROL)
    for text in (str(problem), *problem.__notes__):
        assert CANARY not in text
        assert text.isprintable()


def test_a_host_out_of_reach_and_a_fault_of_the_cloud_hold_no_secrets() -> None:
    assert CANARY not in str(HostUnreachable("compute-01", SECRET, SECRET))
    fault = CloudFault(SECRET, SECRET)
    assert CANARY not in str(fault) + fault.expected + fault.seen


def test_an_exception_is_cleaned_with_those_that_led_to_it() -> None:
    first, second, group = ValueError(SECRET), RuntimeError("x", SECRET, 5), ExceptionGroup("x", [KeyError(SECRET)])
    second.__cause__, second.__context__ = first, group
    first.__context__ = second
    second.add_note(SECRET)
    clean_exception(second)
    assert CANARY not in f"{second} {second.__notes__} {first} {group.exceptions}"
    assert second.args[2] == 5
