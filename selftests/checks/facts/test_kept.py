"""The facts of a run as they are kept: without secrets, and otherwise as they were read."""

import json
from pathlib import Path

import pytest

from conformance.checks.facts.store import FILE, Facts, shared
from conformance.model.base import Noun
from conformance.text.names import names_a_secret
from conformance.text.writing import document
from selftests.checks.invariants.good import host

CANARY = "cANARY77"


def test_facts_are_kept_without_secrets(tmp_path: Path) -> None:
    options = {"libvirt/live_migration_uri": f"qemu+ssh://nova:{CANARY}@%s/system", "vnc/novncproxy_base_url": f"http://a:{CANARY}@h:6080/"}
    facts = Facts(hosts=(host(options=options, kvm_refused=f"password={CANARY}\ud800"),))
    kept = shared(tmp_path, lambda: facts)
    assert CANARY not in (tmp_path / FILE).read_text(encoding="utf-8")
    assert kept.hosts[0].options is not None
    assert kept.hosts[0].options["libvirt/live_migration_uri"] == "qemu+ssh://nova:[redacted]@%s/system"


def test_sound_facts_are_kept_as_they_were_read() -> None:
    read = host().model_dump(mode="json")
    assert document(read) == json.loads(json.dumps(read))


def _nouns(kind: type[Noun] = Noun) -> list[type[Noun]]:
    return [one for sub in kind.__subclasses__() for one in (sub, *_nouns(sub))]


def test_no_field_of_a_noun_is_taken_for_a_secret() -> None:
    assert [f"{noun.__name__}.{name}" for noun in _nouns() for name in noun.model_fields if names_a_secret(name)] == []


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[2] / "corpus" / "failed").glob("*.json"))[::10], ids=lambda path: path.stem)
def test_what_was_redacted_once_is_written_as_it_is(path: Path) -> None:
    bundle = json.loads(path.read_text(encoding="utf-8"))
    assert document(bundle) == document(document(bundle))
