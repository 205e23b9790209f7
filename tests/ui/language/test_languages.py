"""Both languages say everything: the same codes and fields, a sentence for every code, and no word left behind."""

import json
import re
import string
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QAction, QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mapper import schema
from mapper.analysis.seats.coverage import STATES
from mapper.errors import InputError
from mapper.project import Project
from tests.drawn import some
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.language.language import Language, choices
from ui.language.messages import LANGUAGES, Messages, catalogue
from ui.seats.assign_dialog import AssignDialog
from ui.widgets.form import FormDialog
from ui.window.actions import ACTIONS
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

ROOT = Path(__file__).parents[3]
TRANSLATIONS = ROOT / "ui" / "language" / "translations"
CHINESE = re.compile(r"[\u3400-\u9fff]")
# Not a form: a dialog for a file, or a page beside the map.
_ASKS_A_FILE_OR_PAGE = ("open", "copy", "sample", "staffing_plan", "beats")


def fields(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", LANGUAGES)
def test_window_and_command_line_say_the_same(code: str) -> None:
    window, line = Language(code), Messages(code)
    for error in (InputError("file_empty", path="a\nb.csv"), InputError("no_such_code", path="x")):
        assert window.error(error) == line.error(error)
        assert "\n" not in window.error(error)
    for value in ("no such role", "", None, float("nan"), *choices("officers", "role")):
        assert window.choice("officers", "role", value) == line.choice("officers", "role", value)


def test_both_languages_have_the_same_codes_and_fields() -> None:
    chinese, english = (catalogue(language) for language in LANGUAGES)
    assert set(chinese) == set(english)
    assert {code: fields(text) for code, text in chinese.items()} == {
        code: fields(text) for code, text in english.items()
    }


def test_catalogues_have_the_same_files() -> None:
    chinese, english = (
        {f.name: set(json.loads(f.read_text("utf-8"))) for f in (TRANSLATIONS / lang).glob("*.json")}
        for lang in LANGUAGES
    )
    assert chinese
    assert chinese == english


def test_english_has_no_chinese_but_the_button_to_chinese() -> None:
    left = {code: text for code, text in catalogue("en").items() if CHINESE.search(text)}
    assert set(left) <= {"action.language"}


# What each language does not write: marks of the other's width, an ellipsis of dots, a percent sign that stands apart.
_FOREIGN_MARKS = {
    "en": r"[\u3000-\u303f\uff00-\uffef\u2018\u2019\u201c\u201d\u22ef]|……|\.\.\.|[\d}]\s+%",
    "zh_CN": r"[\u3400-\u9fff}][;!]|[\u3400-\u9fff][,:?]|[,;:?!][\u3400-\u9fff]|\.\.\."
    r"|[\u3400-\u9fff]\(|\)[\u3400-\u9fff]"
    r"|[\d}]\s+%",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_own_marks(language: str) -> None:
    left = {code: text for code, text in catalogue(language).items() if re.search(_FOREIGN_MARKS[language], text)}
    assert set(left) <= {"action.language"}


def _codes(pattern: str, *packages: str) -> set[str]:
    found = set()
    for package in packages:
        for file in (ROOT / package).rglob("*.py"):
            found |= set(re.findall(pattern, file.read_text("utf-8")))
    return found


@pytest.mark.parametrize(
    ("kind", "pattern", "packages"),
    [
        ("error", r"InputError\(\s*\"([a-z_]+)\"", ("mapper", "layers", "ui")),
        ("edit", r"Edit\(\s*\"([a-z_]+)\"", ("mapper",)),
    ],
)
def test_every_code_in_the_source_has_its_sentence(kind: str, pattern: str, packages: tuple[str, ...]) -> None:
    codes = _codes(pattern, *packages)
    assert codes
    known = catalogue("zh_CN")
    assert {code for code in codes if f"{kind}.{code}" not in known} == set()


def test_every_message_named_in_the_window_is_there() -> None:
    named = _codes(r"say\(\s*\"([a-z_.]+)\"", "ui", "layers") | _codes(r"Field\(\s*\"([a-z_.]+)\"", "ui")
    assert named - set(catalogue("zh_CN")) == set()


def test_every_choice_table_and_state_has_a_word() -> None:
    wanted = {f"table.{name}" for name in schema.TABLES} | {f"state.{state}" for state in STATES}
    wanted |= {
        f"choice.{table.name}.{column.name}.{value}"
        for table in schema.TABLES.values()
        for column in table.columns
        for value in column.choices or ()
    }
    assert wanted - set(catalogue("zh_CN")) == set()


def shown_texts(window: MainWindow) -> set[str]:
    """Every word on screen or told to a screen reader, tips too."""
    texts: set[str] = {window.windowTitle()}
    for widget in window.findChildren(QWidget):
        if isinstance(widget.parent(), QTabBar):
            continue  # Qt's own scroll buttons, which are never shown
        texts |= {widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()}
        if isinstance(widget, (QLabel, QAbstractButton)):
            texts.add(widget.text())
        elif isinstance(widget, QLineEdit):
            texts |= {widget.placeholderText(), widget.text()}
        elif isinstance(widget, QComboBox):
            texts |= {widget.itemText(n) for n in range(widget.count())}
        elif isinstance(widget, QTabBar):
            texts |= {widget.tabText(n) for n in range(widget.count())} | {
                widget.tabToolTip(n) for n in range(widget.count())
            }
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            texts |= _model_texts(widget.model())
    for action in window.findChildren(QAction):
        texts |= {action.text(), action.toolTip()}
    return {text for text in texts if text}


def _model_texts(model: QAbstractItemModel) -> set[str]:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    found = {str(model.headerData(n, Qt.Orientation.Horizontal) or "") for n in range(columns)}
    for row in range(min(model.rowCount(), 60)):
        for column in range(columns):
            found |= {str(model.index(row, column).data(role) or "") for role in roles}
    return found


def data_words(project: Project) -> list[str]:
    """What the files themselves say, longest first: names, titles and reasons are not translated."""
    words: set[str] = set()
    told = (
        "stations",
        "communities",
        "officers",
        "focus_areas",
        "cases",
        "handovers",
        "places",
        "rectification_areas",
        "diversions",
    )
    for table in told:
        frame = project.table(table)
        for column in frame.columns:
            if column != "geometry":
                words |= {v for v in frame[column] if isinstance(v, str) and CHINESE.search(v)}
    about = project.about
    words |= {about.title, about.notice, about.maker}
    return sorted((w for w in words if w), key=len, reverse=True)


def chinese_left(window: MainWindow, project: Project) -> set[str]:
    words = data_words(project)
    left = set()
    for text in shown_texts(window):
        rest = text
        for word in words:
            rest = rest.replace(word, "")
        # A name that found no room ends in an ellipsis.
        rest = re.sub(r"\S*…", "", rest)
        if CHINESE.search(rest):
            left.add(text)
    return left - {"中文"}


def test_switching_to_english_leaves_no_chinese_but_data(window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    assert workspace is not None
    gap = next(gap for gap in workspace.sides.gaps.model.gaps if gap.first.code == "seat_vacant")
    workspace.mending.visit(gap)
    window.menu_actions["language"].trigger()
    settle(qtbot, window)
    project = workspace.document.project
    assert chinese_left(window, project) == set()
    for name in ("print", "share", "import", "about"):
        window.menu_actions[name].trigger()
        dialog = next(d for d in workspace.findChildren(FormDialog) if d.isVisible())
        assert chinese_left(window, project) == set(), name
        dialog.reject()
    workspace.mending.fix(gap)
    dialog = next(d for d in workspace.findChildren(AssignDialog) if d.isVisible())
    assert chinese_left(window, project) == set()
    dialog.reject()


def test_switching_back_and_forth_is_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.welcome.retranslate()  # it lists the project by now
    first = shown_texts(window)
    window.menu_actions["language"].trigger()
    settle(qtbot, window)
    assert shown_texts(window) != first
    window.menu_actions["language"].trigger()
    settle(qtbot, window)
    assert shown_texts(window) == first


def test_an_open_dialog_changes_its_words_too(window: MainWindow, qtbot: QtBot) -> None:
    window.menu_actions["print"].trigger()
    dialog = next(d for d in window.findChildren(FormDialog) if d.isVisible())
    assert CHINESE.search(dialog.windowTitle())
    window.switch_language()
    assert not CHINESE.search(dialog.windowTitle())
    dialog.reject()


def test_the_welcome_page_speaks_both(open_window: OpenWindow) -> None:
    window = open_window(language="en")
    assert {text for text in shown_texts(window) if CHINESE.search(text)} <= {"中文"}


def test_no_button_of_a_dialog_keeps_the_old_language(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    """Qt words its own buttons once; with the language switched while dialogs are open, ours must stand on them."""
    settle(qtbot, window)
    unit = next(iter(workspace.day_in_hand.figures.units))  # type: ignore[union-attr]  # settled: they are there
    asking = [one.id for one in ACTIONS if catalogue("en")[f"action.{one.id}"].endswith("…")]
    for action_id in some((one for one in asking if one not in _ASKS_A_FILE_OR_PAGE), 6):
        window.menu_actions[action_id].trigger()
    workspace.assign(unit)
    workspace.patrolling.from_unit(unit)
    dialogs = window.findChildren(FormDialog)
    assert len(dialogs) >= 6
    if window.say.code == "en":
        window.switch_language()
    window.switch_language()
    for dialog in dialogs:
        for button in dialog.buttons.buttons():
            assert not CHINESE.search(button.text()), (type(dialog).__name__, button.text())
    window.switch_language()
    for dialog in dialogs:
        for button in dialog.buttons.buttons():
            assert CHINESE.search(button.text()), (type(dialog).__name__, button.text())
        dialog.reject()
    settle(qtbot, window)


def test_english_has_marks_of_their_own_width_and_chinese_those_of_a_character(qapp: QApplication) -> None:
    said = Language("en")
    widths = QFontMetricsF(qapp.font())
    assert qapp.font().featureTags()
    if widths.horizontalAdvance("社") == pytest.approx(qapp.font().pixelSize(), abs=0.5):  # a font for Chinese
        assert all(widths.horizontalAdvance(mark) < 0.6 * qapp.font().pixelSize() for mark in "·’‘“”")
    said.use("zh_CN")
    assert not qapp.font().featureTags()
