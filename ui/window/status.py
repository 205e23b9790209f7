"""The line at the foot of the window: where the pointer is, the scale, the CRS, whether all is saved, and progress."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QStatusBar, QToolButton, QWidget

from layers.say import sentence
from mapper.crs import crs_told
from ui.language.language import Language
from ui.language.sentences import logged_sentence
from ui.session.document import Document
from ui.widgets.kit import label

# Figures cannot be called off: the panels would go on showing those of another moment.
_CAN_CANCEL = ("export", "import", "new", "open", "sample")

_LASTS_MS = 2000


class StatusLine(QStatusBar):
    """Words on the left, progress on the right."""

    cancel_wanted = Signal(str)
    others_wanted = Signal()

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self.setSizeGripEnabled(False)
        self.place, self.scale, self.names, self.crs, self.saved = (label() for _ in range(5))
        self._hidden, self._copy = 0, ""
        for words, width_px in ((self.place, 176), (self.scale, 96), (self.names, 0), (self.crs, 0), (self.saved, 0)):
            words.setMinimumWidth(width_px)
            self.addWidget(words)
        self.others = QToolButton()  # stays there until somebody has looked
        self.others.setProperty("look", "flat")
        self.others.clicked.connect(self.others_wanted)
        self.addWidget(self.others)
        self.others.hide()
        self._others = 0
        self._subject = self._share = ""
        self._work = label()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(130)
        self._bar.setTextVisible(False)
        # It moves where work lasts: until then that would take its time from the project that is being read.
        self._lasting = QTimer(self, singleShot=True, interval=_LASTS_MS)
        self._lasting.timeout.connect(lambda: self._bar.setRange(0, 0))
        self._cancel = QToolButton()
        self._cancel.setProperty("look", "flat")
        self._cancel.clicked.connect(lambda: self.cancel_wanted.emit(self._subject))
        for widget in (self._bar, self._work, self._cancel):
            self.addPermanentWidget(widget)
            widget.hide()
        say.changed.connect(self._retranslate)
        self._retranslate()

    def show_place(self, lon: float | None, lat: float | None) -> None:
        """Where the pointer is, in degrees; None where it is not on the map."""
        if lon is None or lat is None:
            self.place.setText("")
        else:
            self.place.setText(f"{abs(lon):.4f}°{'E' if lon >= 0 else 'W'}   {abs(lat):.4f}°{'N' if lat >= 0 else 'S'}")

    def show_scale(self, denominator: float) -> None:
        digits = max(len(str(int(denominator))) - 3, 0)
        self.scale.setText(f"1 : {round(denominator, -digits):,.0f}")

    def show_hidden_names(self, count: int) -> None:
        """How many names of the land in view are not written at this scale."""
        self._hidden = count
        self.names.setText(self.say("status.names", count=count) if count else "")
        self.names.setToolTip(self.say("status.names.meaning", count=count) if count else "")

    def show_work(self, subject: str, done: int, total: int) -> None:
        """Work that takes a while; ``total`` 0 where its end is not known."""
        self._share = f"  {done * 100 // total}%" if total else ""
        if total or subject != self._subject:
            self._lasting.stop()
            self._bar.setRange(0, total or 1)
            self._bar.setValue(done)
            if not total:
                self._lasting.start()
        self._subject = subject
        self._tell_work()
        self._bar.show()
        self._work.show()
        self._cancel.setVisible(subject in _CAN_CANCEL)

    def work_done(self, subject: str) -> None:
        if subject == self._subject:
            self._subject = ""
            self._lasting.stop()
            self._tell_work()
            for widget in (self._bar, self._work, self._cancel):
                widget.hide()

    def show_document(self, document: Document | None) -> None:
        """The CRS of a project, whether all of it is on disk, and what was done last; None where none is open."""
        for words in (self.place, self.scale, self.names, self.crs, self.saved):
            words.setVisible(document is not None)
        self.show_others(0 if document is None else len(document.others))
        if document is not None:
            self.crs.setText(sentence(crs_told(document.project.about.map_crs), self.say))
            self.saved.setText(self._saved_words(document))

    def show_others(self, changes: int) -> None:
        """How many changes of other programs nobody has looked at."""
        self._others = changes
        self.others.setText(self.say("status.others", changes=changes) if changes else "")
        self.others.setToolTip(self.say("status.others.meaning") if changes else "")
        self.others.setVisible(bool(changes))

    def show_copy(self, place: str) -> None:
        """Where the copy of today lies; nothing where there is none."""
        self._copy = place
        self.saved.setToolTip(self.say("window.copy_of_day", path=place) if place else "")

    def _saved_words(self, document: Document) -> str:
        if document.store.read_only:
            return self.say("status.read_only")
        last = document.last
        if last is None:
            return self.say("status.saved")
        told = logged_sentence(self.say.messages, last.code, last.values, document.project)
        return self.say("status.saved_edit", edit=told)

    def _tell_work(self) -> None:
        self._work.setText(self.say(f"work.{self._subject}") + self._share if self._subject else "")

    def _retranslate(self) -> None:
        self._tell_work()
        self.show_hidden_names(self._hidden)
        self.show_copy(self._copy)
        self.show_others(self._others)
        self._cancel.setText(self.say("window.cancel"))
        self._bar.setAccessibleName(self.say("status.progress"))
