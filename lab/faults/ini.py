"""Options of INI files, changed without touching the rest of the text."""

import re


def with_option(text: str, section: str, option: str, value: str | None) -> str:
    """The text with that option of that section set once, or not at all (None)."""
    lines: list[str] = []
    here, set_already = None, value is None
    for line in text.splitlines():
        header = re.fullmatch(r"\s*\[([^\]]+)\]\s*", line)
        if header:
            here = header[1]
        if here == section and re.match(rf"\s*{re.escape(option)}\s*=", line):
            continue
        lines.append(line)
        if header and here == section and not set_already:
            lines.append(f"{option} = {value}")
            set_already = True
    if not set_already:
        lines += ["", f"[{section}]", f"{option} = {value}"]
    return "\n".join(lines) + "\n"
