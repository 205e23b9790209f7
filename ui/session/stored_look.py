"""How the map of a project is drawn in its window, as its store keeps it. No Qt: commands draw it so too."""

from layers.scene.look import Look
from mapper.store.store import Store

_NAME = "look"


def stored_look(store: Store) -> Look:
    """What was kept with the project of this store."""
    return Look.from_json(store.kept(_NAME))


def store_look(store: Store, look: Look) -> None:
    """Keep it; InputError as in ``Store.keep``."""
    store.keep(_NAME, look.as_json())
