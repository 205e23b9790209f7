"""Names that a file may have and that mean something else to whoever takes a path for an address."""

import sys
from urllib.parse import unquote

from hypothesis import strategies as st

_EVERYWHERE = (
    "n#1", "x%41", "100%", "a&b", "a;b=c", "张家湾 社区", "it's", " x ", "a+b", "file：1", "{x}", "!", "~", "-x",
)  # fmt: skip
_NOT_ON_WINDOWS = (
    "n?1", "n?mode=ro", "?", 'say "so"', "back\\slash", "dot.", "行一\n行二", "tab\there", "file:x", "a:b", "<b>x",
    "*", "|",
)  # fmt: skip
STEMS = _EVERYWHERE if sys.platform == "win32" else _EVERYWHERE + _NOT_ON_WINDOWS

_SIGNS = "#?%&;=+:!~'\"\\ .\n\t{}<>|*@$-41Aa区湾🏠é" if sys.platform != "win32" else "#%&;=+!~' {}@$-41Aa区湾🏠é"


def stems() -> st.SearchStrategy[str]:
    """Stems made of such signs; some are percent-encoded words."""
    return st.text(st.sampled_from(_SIGNS), min_size=1, max_size=12).filter(lambda name: name.strip(". ") != "")


def decoys(name: str) -> list[str]:
    """Other names that this one may be taken for."""
    found = {
        unquote(name),
        name.split("#", maxsplit=1)[0],
        name.split("?", maxsplit=1)[0],
        name.split(";", maxsplit=1)[0],
        name.strip(),
        name.rstrip("."),
    }
    found |= {"".join(name.splitlines()), name.replace("\\", "/"), name.replace("\t", "")}
    return sorted(n for n in found - {name, "", ".", ".."} if "/" not in n and "\0" not in n)
