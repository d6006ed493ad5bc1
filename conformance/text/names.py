"""Which names of options, keys, attributes and headers name a secret."""

from functools import lru_cache

import re2

GONE = "[redacted]"

_WORDS = (
    r"password|passwd|passphrase|passcode|secret|api_?key|private_?key|access_?key|admin_?pass|encryption_?key|hmac_?keys?"
    r"|fixed_?key|master_?key|fernet_?key|session_?key|connection_string|backend_argument|login_response|sst_auth"
    r"|user_?-?data|personality|injected_files|transport_url|temp_url_sig"
)
"""What names a secret wherever it stands in a name."""

_LAST_WORDS = r"_pass|pwd|tokens?|token_id|signature|kek|psk|(?:\b|user_|so_|token_|hsm_|login_)pin"
"""What names a secret at the end of a name only: a cpu_pin or the time that a token is valid is none."""

TELLING = r"[a-z0-9_.-]*(?:(?:" + _WORDS + r")[a-z0-9_]*|(?:" + _LAST_WORDS + r"))"
"""A regular expression of what may name a secret; not all that matches does, see names_a_secret."""

_WHOLE = re2.compile(r"(?i)^" + TELLING + "$")

_ABOUT_A_SECRET = re2.compile(
    r"(?i)(?:uuid|refs?|_?type|_(?:file|path|dir|method|algorithm|name|format|length|size|timeout|ttl|expiry|expiration|interval|url)"
    r"|key_id|validto|error|exception|failure|prompts|notfound|not_found|invalid|expired|verification)$"
)
"""How names end that say something about a secret, and not which it is: rbd_secret_uuid, secret_ref, private_key_file."""

_NOT_NAMES = frozenset({"nopasswd"})
"""Words that hold one of these and name no secret: a tag of sudoers files."""

NOT_SECRET = frozenset({"yes", "no", "true", "false", "none", "null", "on", "off", "nil", "undefined", "<none>", "***", "****"})
"""Values that say whether there is a secret, and not which."""


@lru_cache(maxsize=1000)
def names_a_secret(name: str) -> bool:
    """Whether the value of an option, key, attribute or header of that name is a secret; "section/option" and "section.option" too."""
    last = name.rpartition("/")[2]
    return last.lower() not in _NOT_NAMES and bool(_WHOLE.search(last)) and not _ABOUT_A_SECRET.search(last)
