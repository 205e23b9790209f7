"""The language that the window speaks now, and the signal that it has changed."""

from datetime import date, datetime

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from mapper import schema
from mapper.errors import InputError
from mapper.practice import day_in_figures
from ui.language.messages import LANGUAGES, Messages, OwnWords

_OWN_WIDTH = ("pwid", "palt")  # features of OpenType fonts


class Language(QObject):
    """Sentences in the language chosen now; a ``layers.say.Say``.

    Every widget that shows words keeps one of these and puts its words again when ``changed`` is emitted.
    """

    changed = Signal()

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.messages = Messages(language)
        self._qt_words = QTranslator(self)
        self._speak_qt()

    @property
    def code(self) -> str:
        return self.messages.language

    def __call__(self, code: str, /, **values: object) -> str:
        return self.messages(code, **values)

    def has(self, code: str) -> bool:
        """Whether there is a sentence of that code."""
        return self.messages.has(code)

    def choice(self, table: str, column: str, value: object) -> str:
        """See :meth:`Messages.choice`."""
        return self.messages.choice(table, column, value)

    def field(self, table: str, column: str) -> str:
        """See :meth:`Messages.field`."""
        return self.messages.field(table, column)

    def error(self, error: InputError) -> str:
        """See :meth:`Messages.error`."""
        return self.messages.error(error)

    def day_in_figures(self, day: date | None, *, with_year: bool = True) -> str:
        """See :meth:`Messages.day_in_figures`."""
        return self.messages.day_in_figures(day, with_year=with_year)

    def moment(self, at: datetime | None, *, with_year: bool = True, to: str = "minute") -> str:
        """See :meth:`Messages.moment`."""
        return self.messages.moment(at, with_year=with_year, to=to)

    def day(self, day: date) -> str:
        """A day as the language writes it in running text."""
        order = self.messages.own.practice.date_order
        if order != "ymd":
            return day_in_figures(day, order)
        return self.messages("window.day", year=day.year, month=day.month, day=day.day)

    def use(self, language: str) -> None:
        """Speak another language from now on."""
        if language == self.code:
            return
        own, self.messages = self.messages.own, Messages(language)
        self.messages.use_own(own)
        self._speak_qt()
        self.changed.emit()

    def use_own(self, words: OwnWords) -> None:
        """Speak in a place's own words from now on."""
        if words != self.messages.own:
            self.messages.use_own(words)
            self.changed.emit()

    def _speak_qt(self) -> None:
        """Qt's own words (OK, Cancel, calendar) in the same language."""
        QLocale.setDefault(QLocale(self.code))
        QApplication.removeTranslator(self._qt_words)
        if self.code != "en" and self._qt_words.load(
            f"qtbase_{self.code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        ):
            QApplication.installTranslator(self._qt_words)
        self._space_marks()

    def _space_marks(self) -> None:
        """English has quotation marks, apostrophes, dots and ellipses of their own width.

        A font for Chinese gives them the width of a character.
        """
        font = QApplication.font()
        if bool(font.featureTags()) == (self.code == "en"):
            return
        QApplication.setFont(self._spaced(font))
        for widget in QApplication.allWidgets():  # a stylesheet keeps what it dressed; to put it on anew takes a second
            widget.setFont(self._spaced(widget.font()))

    def _spaced(self, font: QFont) -> QFont:
        """The font with marks as wide as this language has them."""
        for name in _OWN_WIDTH:
            tag = QFont.Tag.fromString(name)
            if self.code == "en":
                font.setFeature(tag, 1)
            else:
                font.unsetFeature(tag)
        return font


def choices(table: str, column: str) -> list[str]:
    """The values that a choice column of the schema may have, in the schema's order."""
    return list(schema.TABLES[table].column(column).choices or ())


def language_of_system() -> str:
    """English where the system speaks English, else Chinese."""
    return "en" if QLocale.system().language() == QLocale.Language.English else LANGUAGES[0]
