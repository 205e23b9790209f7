"""A background map as a picture knows it: which, how opaque, and whose."""

from collections.abc import Sequence

from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Backdrop:
    """One background map that is shown; whoever paints is handed its pictures by ``id``.

    ``waits``: a sheet or picture file waits for its tiles; the screen shows what is there, and the rest follows.
    """

    id: str
    name: str
    attribution: str
    opacity: float = 1.0
    waits: bool = False


def attributions(backdrops: Sequence[Backdrop]) -> tuple[str, ...]:
    """Whose pictures are shown: each source's own words, its name where it says nothing."""
    return tuple(dict.fromkeys(backdrop.attribution or backdrop.name for backdrop in backdrops))
