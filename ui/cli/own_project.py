"""What every command says of the project that it reads: in the place's own words, and what of it is not believed."""

import sys

from mapper.project import Project
from ui.language.messages import Messages
from ui.language.own_words import own_words


def speak_for(project: Project, say: Messages) -> None:
    """Say the place's own words from now on; one line on standard error where cells of the file were set aside."""
    say.use_own(own_words(project))
    if project.set_aside:
        print(say("cli.set_aside", cells=len(project.set_aside)), file=sys.stderr)
