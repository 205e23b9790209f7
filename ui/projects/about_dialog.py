"""What the data says of itself: title, notice, day, maker; changing it is an edit like any other."""

import re
from dataclasses import replace

from PySide6.QtWidgets import QLineEdit, QWidget

from layers.say import sentence
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.crs import crs_told
from mapper.edits.rows import set_about
from ui.session.session import Session
from ui.widgets.form import FormDialog, date_edit, day_of
from ui.widgets.kit import label


class AboutDialog(FormDialog):
    """Shows the project's particulars and lets them be changed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        about = session.document.project.about
        self.title, self.notice, self.maker = QLineEdit(about.title), QLineEdit(about.notice), QLineEdit(about.maker)
        self.day = date_edit(session.document.project.as_of, self.say)
        self.crs, self.file, self.rows = label("quiet"), label("quiet", wrap=True), label("quiet", wrap=True)
        self.title.setMinimumWidth(380)
        for name, widget in (
            ("title", self.title), ("notice", self.notice), ("maker", self.maker), ("day", self.day),
            ("crs", self.crs), ("file", self.file), ("rows", self.rows),
        ):  # fmt: skip
            self.field(f"about.{name}", widget)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        project = self.session.document.project
        self.setWindowTitle(self.say("action.about"))
        self.crs.setText(sentence(crs_told(project.about.map_crs), self.say))
        # A path has no blanks to be broken at.
        self.file.setText(re.sub(r"([/\\])", "\\1\u200b", self.session.document.store.place))
        self.rows.setText(
            self.say("window.dot_joint").join(
                f"{self.say(f'table.{name}')} {len(project.table(name)):,}"
                for name in ("stations", "communities", "officers", "duties", *KIND_OF)
                if len(project.table(name))
            )
        )
        self.buttons.button(self.buttons.StandardButton.Ok).setText(self.say("about.do"))

    def apply(self) -> None:
        before = self.session.document.project.about
        after = replace(
            before,
            title=self.title.text().strip(),
            notice=self.notice.text().strip(),
            maker=self.maker.text().strip(),
            data_date=day_of(self.day),
        )
        if after != before:
            self.session.document.do(set_about(after))
