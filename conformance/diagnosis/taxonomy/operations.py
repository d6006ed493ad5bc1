"""What people call operations, and which of the words that cause files use they may mean."""

import re
from collections.abc import Iterable, Mapping

from conformance.model.operation import OperationKind

_KIN = {
    # Nova does these by the same steps as those that are named with them
    "boot-from-volume": ("boot",),
    "rebuild": ("boot",),
    "evacuate": ("rebuild", "boot"),
    "unshelve": ("boot",),
    "rescue": ("boot", "hard-reboot"),
    "unrescue": ("hard-reboot",),
    "start": ("hard-reboot",),
    "resume": ("hard-reboot",),
    "soft-reboot": ("hard-reboot",),
    "cold-migration": ("resize",),
    "scheduled-live-migration": ("live-migration",),
    "scheduled-cold-migration": ("cold-migration", "resize"),
    "resize": ("cold-migration",),
    "cold-migration-confirm": ("resize-confirm",),
    "resize-confirm": ("cold-migration-confirm",),
}

_ALONE = (
    "stop",
    "delete",
    "shelve",
    "snapshot",
    "attach-interface",
    "detach-interface",
    "console",
    "metadata",
)

MEANING: Mapping[str, frozenset[str]] = {
    word: frozenset({word, *_KIN.get(word, ())}) for word in dict.fromkeys((*(kind.value for kind in OperationKind), *_KIN, *_ALONE))
}
"""The words that cause files may use for operations, and for which of them each also counts."""

_MIGRATIONS = ("cold-migration", "cold-migration-confirm", "live-migration")

_SAID = (
    ("create spawn build launch deploy run provision schedule scheduling spawning provisioning", ("boot",)),
    # The API's word for the cold kind, which people use for both.
    ("migrate migration migrating", _MIGRATIONS),
    ("cold offline", ("cold-migration", "cold-migration-confirm")),
    ("live livemigrate livemigration block", ("live-migration",)),
    ("resize resizing", ("resize", "resize-confirm", "resize-revert")),
    ("confirm verify", ("resize-confirm",)),
    ("revert", ("resize-revert",)),
    ("reboot restart rebooting resume restore", ("hard-reboot",)),
    ("soft", ("soft-reboot",)),
    ("power poweron", ("start",)),
    ("evacuation evacuating", ("evacuate",)),
    ("attach attaching volume", ("attach-volume",)),
    ("detach detaching", ("detach-volume",)),
    ("vnc novnc spice serial", ("console",)),
    ("cloud-init init", ("metadata",)),
    ("backup createimage", ("snapshot",)),
)

_SYNONYMS: Mapping[str, frozenset[str]] = {
    word: frozenset().union(*(MEANING[each] for each in meant)) for words, meant in _SAID for word in words.split()
}

_COMPOUND = (
    # several words that together mean what none of them says
    (("live",), "live"),
    (("livemigration",), "live"),
    (("block", "migration"), "live"),
    (("cold",), "cold"),
    (("revert",), "revert"),
    (("confirm",), "confirm"),
    (("soft",), "soft"),
    (("power", "on"), "power"),
)

_TOGETHER = (
    (("attach", "interface"), "attach-interface"),
    (("attach", "port"), "attach-interface"),
    (("detach", "interface"), "detach-interface"),
    (("detach", "port"), "detach-interface"),
    (("detach", "volume"), "detach-volume"),
    (("attach", "volume"), "attach-volume"),
    (("create", "image"), "snapshot"),
    (("stop",), "stop"),
    (("power", "off"), "stop"),
)

_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+")

_TRACES = (
    # what only one kind of operation leaves in logs and tracebacks
    (re.compile(r"[Ll]ive[ _-]?[Mm]igrat|migrateToURI|check_can_live"), MEANING["live-migration"]),
    (re.compile(r"prep_resize|finish_resize|resize_instance|migrate_disk_and_power_off|cold_migrat|ResizeError"), MEANING["resize"]),
    (re.compile(r"_build_and_run_instance|[Ii]nstance failed to spawn|Build of instance|build_instances"), MEANING["boot"]),
    (re.compile(r"reboot_instance|_hard_reboot|Cannot reboot instance"), MEANING["hard-reboot"]),
    (re.compile(r"in attach_volume|AttachVolume"), MEANING["attach-volume"]),
    (re.compile(r"get_(?:vnc|spice|serial)_console|remote-consoles"), MEANING["console"]),
)


def meanings(operation: str) -> frozenset[str] | None:
    """The words of cause files that an operation, as anybody calls it, may mean; None if it says nothing (unknown, empty, a new word)."""
    words = _WORD.findall(_HUMPS.sub("-", operation).lower())
    spoken = "-".join(words)
    if spoken in MEANING and spoken != "resize":
        return MEANING[spoken]
    for together, word in _TOGETHER:
        if set(together) <= set(words):
            return MEANING[word]
    for together, word in _COMPOUND:
        if set(together) <= set(words):
            return _SYNONYMS[word]
    told = [_SYNONYMS.get(word) or MEANING.get(word) for word in words]
    return frozenset().union(*(each for each in told if each)) or None


def meant(operation: str, texts: Iterable[str]) -> frozenset[str] | None:
    """The same, told from the traces that operations leave in texts where the word leaves it open; None where they do neither."""
    said = meanings(operation)
    if said and said in MEANING.values():
        return said
    traced = {meaning for text in texts for trace, meaning in _TRACES if (said is None or said & meaning) and trace.search(text)}
    return traced.pop() if len(traced) == 1 else said


def known(operation: str) -> str:
    """The word itself. :raises ValueError: cause files do not use it"""
    if operation not in MEANING:
        raise ValueError(f"no operation is called {operation!r}; there are {', '.join(sorted(MEANING))}")
    return operation
