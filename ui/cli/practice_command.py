"""``practice``: where a project is used – its practice as it is kept, or another from now on."""

from argparse import Namespace

from mapper.edit import editor
from mapper.edits.practice import set_practice
from mapper.practice import PRACTICES, practice_named
from mapper.store.store import open_store
from ui.cli.output import print_json
from ui.cli.practice_options import practice_asked
from ui.language.messages import Messages
from ui.language.own_words import own_words
from ui.language.practice_lines import practice_lines


def practice(asked: Namespace, say: Messages) -> int:
    """Told as it is, after what was asked for has been changed, as one edit; nothing asked for, nothing changed."""
    store = open_store(asked.project)
    try:
        before = store.project.about.practice
        after = practice_asked(asked, before if asked.practice is None else practice_named(asked.practice))
        if after != before:
            store.write(set_practice(after), editor())
        project = store.project
    finally:
        store.close()
    if asked.json:
        print_json(after.as_json() | {"known": [one.code for one in PRACTICES], "map_crs": project.about.map_crs})
        return 0
    say.use_own(own_words(project))
    for line in practice_lines(say, after, project.about.map_crs):
        print(line)
    return 0
