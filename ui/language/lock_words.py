"""What is locked, in words: a unit, the border of two units, a beat."""

import pandas as pd

from mapper.names import name_of
from mapper.project import Project
from ui.language.messages import Messages


def lock_words(say: Messages, project: Project, row: pd.Series) -> str:
    """What a row of the table of locks keeps from change."""
    named = [row["subject"], row["other_code"]] if row["kind"] == "border" else [row["subject"]]
    names = [str(one) for one in named if isinstance(one, str)]
    if row["kind"] != "beat":
        names = [name_of(project.communities, code) for code in names]
    code = f"border.lock_{row['kind']}"
    joined = say("window.list_joint").join(names)
    return say(code, names=joined) if say.has(code) else joined
