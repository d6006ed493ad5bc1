"""Which features of processors guests can see, and which of them another host lacks."""

import re

from conformance.model.facts import Cpu

_SEEN_BY_GUESTS = re.compile(
    r"(s?sse\d.*|pni|avx.*|amx_.*|aes|vaes|pclmulqdq|vpclmulqdq|bmi[12]|fma4?|f16c|xop|tbm|movbe|popcnt|abm|adx|sha_ni|sha512|gfni"
    r"|rdrand|rdseed|rdtscp|rdpid|erms|fsrm|fsgsbase|invpcid|pcid|rtm|hle|smap|smep|umip|pku|la57|pdpe1gb|xsave.*|clflushopt|clwb|cldemote"
    r"|mpx|movdiri|movdir64b|serialize|waitpkg|cx16|lahf_lm|3dnowprefetch|misalignsse|fxsr_opt|ibpb|ibrs|stibp|ssbd|virt_ssbd|md_clear"
    r"|arch_capabilities|asimd.*|sve.*|atomics|crc32|fphp|dcpop|paca|pacg|bti)"
)
"""The kernel lists much else that is its own invention, or of the host alone."""


def missing(source: Cpu, destination: Cpu) -> tuple[str, ...]:
    """Features that guests may have on the source and cannot have on the destination, by the kernel's names."""
    lost = set(source.flags) - set(destination.flags)
    return tuple(sorted(flag for flag in lost if _SEEN_BY_GUESTS.fullmatch(flag)))
