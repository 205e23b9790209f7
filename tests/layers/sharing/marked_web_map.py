"""The web map of the district whose every secret carries a word of its own."""

from pathlib import Path

from layers.sharing.web.web_map import write_web_map
from mapper.project import Project
from tests.layers.marked_district import DAY, marked_district
from tests.web_file import WebFile, read_web_map
from ui.language.messages import Messages


def written(
    path: Path,
    project: Project | None = None,
    audience: str = "command",
    language: str = "zh_CN",
    theme: str = "coverage",
) -> WebFile:
    write_web_map(path, project or marked_district(), DAY, theme, audience, Messages(language))
    return read_web_map(path)
