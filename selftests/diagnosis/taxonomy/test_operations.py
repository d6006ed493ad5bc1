"""Whatever people call an operation, rules for it hold."""

import pytest

from conformance.diagnosis.taxonomy.operations import MEANING, known, meanings, meant
from conformance.model.operation import OperationKind


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("boot", "boot"),
        ("spawn", "boot"),
        ("create", "boot"),
        ("server create", "boot"),
        ("rebuild", "boot"),
        ("evacuate", "boot"),
        ("live-migration", "live-migration"),
        ("live migration", "live-migration"),
        ("Live_Migrate", "live-migration"),
        ("os-migrateLive", "live-migration"),
        ("migrate", "live-migration"),
        ("migrate", "cold-migration"),
        ("cold migration", "cold-migration"),
        ("cold migration", "resize"),
        ("resize", "resize-confirm"),
        ("confirmResize", "resize-confirm"),
        ("revert resize", "resize-revert"),
        ("reboot", "hard-reboot"),
        ("hard reboot", "hard-reboot"),
        ("start", "hard-reboot"),
        ("attach-volume", "attach-volume"),
        ("volume attach", "attach-volume"),
        ("VNC console", "console"),
    ],
)
def test_a_word_means_a_kind(word: str, kind: str) -> None:
    meant_kinds = meanings(word)
    assert meant_kinds is not None
    assert kind in meant_kinds


@pytest.mark.parametrize(("word", "kind"), [("boot", "live-migration"), ("live migration", "cold-migration"), ("console", "boot")])
def test_a_word_does_not_mean_every_kind(word: str, kind: str) -> None:
    assert kind not in (meanings(word) or ())


@pytest.mark.parametrize("word", ["", "unknown", "n/a", "%$§", "\x00"])
def test_a_word_that_says_nothing_means_nothing(word: str) -> None:
    assert meanings(word) is None


@pytest.mark.parametrize("kind", OperationKind)
def test_every_operation_of_the_suite_is_known(kind: OperationKind) -> None:
    assert known(kind.value) in MEANING[kind.value]
    assert kind.value in (meanings(kind.value) or ())


def test_what_the_word_leaves_open_is_told_from_the_traces() -> None:
    assert meant("migrate", ["ERROR Live Migration failure: x"]) == frozenset({"live-migration"})
    assert meant("", ["in prep_resize", "finish_resize"]) == MEANING["resize"]
    assert meant("", ["Live Migration failure", "Instance failed to spawn"]) is None
    assert meant("boot", ["Live Migration failure"]) == frozenset({"boot"})


def test_a_word_that_no_cause_file_may_use_is_refused() -> None:
    with pytest.raises(ValueError, match="no operation is called 'live-migraton'"):
        known("live-migraton")
