"""What printing asks for: a sheet or an atlas, of what, on which paper, what stands on it; with a preview beside."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from layers.sheets.atlas_sheets import sheets_of
from layers.sheets.export import LEAST_DPI, USUAL_DPI
from layers.sheets.extent_of_index import many_rows, without_index
from layers.sheets.order import By, Orientation, SheetOrder
from layers.viewport import Bounds
from mapper.errors import InputError
from mapper.names import name_of
from ui.session.session import Session
from ui.sheets.design_row import DesignRow
from ui.sheets.export_dialog import ExportDialog
from ui.sheets.preview_pane import PreviewAsked, PreviewPane
from ui.sheets.sheet_fields import CUT_INTO, IMPRINT, SEQUENCES, SIZES, AtlasFields, ImprintFields, SheetFields
from ui.widgets.kit import refill
from ui.widgets.notice import NoticeBar

FORMATS = ("pdf", "png", "svg")
ORIENTATIONS: tuple[Orientation, ...] = ("auto", "landscape", "portrait")
SCALES = (5_000, 10_000, 25_000, 50_000, 100_000, 200_000)
Kind = Literal["sheet", "stations", "beats", "units", "card", "duty_board"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ATLAS_OF: Mapping[Kind, By] = {"stations": "stations", "beats": "beats", "units": "units", "card": "units"}
_WIDE_PX, _HIGH_PX = 1080, 640
_MOST_DPI = 2400  # how large a picture of it may be is said where it is made


class PrintForm(ExportDialog):
    """A sheet of the district, a station, what the map shows or the current unit, or all sheets of stations or units.

    ``extent_m`` is the land that the map shows (metres); None before there is a map.
    """

    def __init__(
        self, session: Session, notice: NoticeBar, parent: QWidget | None = None, extent_m: Bounds | None = None
    ) -> None:
        super().__init__(session, notice, parent)
        self.unit_code, self.extent_m = session.selection.unit, extent_m
        # What a single sheet may be of besides the district and each station; they come last, in this order.
        self._parts = [*(["view"] if extent_m is not None else []), *(["unit"] if self.unit_code is not None else [])]
        self.kind, self.paper, self.orientation, self.colour, self.format = (QComboBox() for _ in range(5))
        self.scale, self.own_title = QComboBox(), QLineEdit()
        self.scale.setEditable(True)
        self.scale.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._practice = session.document.project.about.practice
        self.paper.addItems(self._practice.papers)
        self.field("print.kind", self.kind)
        self.field("print.paper", self.paper)
        self.field("print.orientation", self.orientation)
        self.field("print.scale", self.scale)
        self.field("print.own_title", self.own_title)
        self.field("print.colour", self.colour)
        self.field("print.format", self.format)
        self.dpi = QSpinBox()
        self.dpi.setRange(LEAST_DPI, _MOST_DPI)
        self.dpi.setValue(USUAL_DPI)
        self.field("print.dpi", self.dpi)
        self.background = QCheckBox()
        self.background.setChecked(True)
        if session.backgrounds.shown():
            self.field("print.background", self.background)
        self.leaves, self.bleed = QComboBox(), QCheckBox()
        self.on_sheet, self.of_atlas, self.of_imprint = SheetFields.made(), AtlasFields.made(), ImprintFields.made()
        self.tabs, self._tabs = QTabWidget(), ("paper", "sheet", "atlas", "imprint")
        self.preview = PreviewPane(session, self.preview_asked, self)
        self.designs = DesignRow(session, self.preview_asked, self)
        self.keep_design, self.drop_design = QPushButton(), QPushButton()
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.format.currentIndexChanged.connect(self._offer_fields)
        self.leaves.currentIndexChanged.connect(self._offer_fields)
        self.scope.currentIndexChanged.connect(self._offer_sheets)
        self.of_atlas.sequence.currentIndexChanged.connect(self._offer_sheets)

    def _lay_out(self) -> None:
        """The row of small sheets; under it the fields, on three pages, and the preview beside them."""
        self.body.removeItem(self.form)
        self.form.setParent(None)
        first, sheet, atlas, imprint = (QWidget() for _ in self._tabs)
        first.setLayout(self.form)
        on, of, who = QFormLayout(sheet), QFormLayout(atlas), QFormLayout(imprint)
        for form in (self.form, on, of, who):
            form.setContentsMargins(12, 12, 12, 12)
            form.setVerticalSpacing(8)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name in ("slots", "size", "words", "inset"):
            self.field(f"print.{name}", getattr(self.on_sheet, name), on)
        for name in ("sheets", "sequence", "front", "alike", "apart", "changed"):
            self.field(f"print.{name}", getattr(self.of_atlas, name), of)
        for name in IMPRINT:
            if name != "approval" or self._practice.approval_line:
                self.field(f"print.imprint.{name}", getattr(self.of_imprint, name), who)
        self.field("print.leaves", self.leaves, on)
        self.field("print.bleed", self.bleed, on)
        kept = QHBoxLayout()
        kept.addWidget(self.keep_design)
        kept.addWidget(self.drop_design)
        kept.addStretch()
        on.addRow("", kept)
        for page in (first, sheet, atlas, imprint):
            self.tabs.addTab(page, "")
        self.tabs.setMinimumWidth(430)
        row = QHBoxLayout()
        row.addWidget(self.tabs)
        row.addWidget(self.preview, 1)
        self.body.insertWidget(0, self.designs)
        self.body.insertLayout(1, row, 1)
        self.body.setSpacing(10)
        self.body.setContentsMargins(16, 14, 16, 14)
        self.resize(_WIDE_PX, _HIGH_PX)

    def follow_changes(self) -> None:
        """The preview is of what is chosen now."""
        for box in (self.theme, self.audience, self.scope, self.kind, self.paper, self.orientation, self.colour,
                    self.on_sheet.size, self.of_atlas.sequence):  # fmt: skip
            box.currentIndexChanged.connect(self.preview.ask)
        self.scale.editTextChanged.connect(self.preview.ask)
        for line in (self.own_title, *(getattr(self.of_imprint, name) for name in IMPRINT)):
            line.textChanged.connect(self.preview.ask)
        self.on_sheet.words.textChanged.connect(self.preview.ask)
        for listed in (self.on_sheet.slots, self.of_atlas.sheets):
            listed.itemChanged.connect(self.preview.ask)
            listed.model().rowsMoved.connect(self.preview.ask)
        for tick in (self.on_sheet.inset, self.background):
            tick.toggled.connect(self.preview.ask)

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("print.title"))
        self.background.setText(say("print.background.do"))
        refill(self.format, [say(f"print.format.{name}") for name in FORMATS])
        refill(self.colour, [say(f"print.colour.{name}") for name in ("full", "mono")])
        refill(self.kind, [say(f"print.kind.{name}") for name in KINDS])
        refill(self.orientation, [say(f"print.orientation.{name}") for name in ORIENTATIONS])
        written, usual = self.scale.currentText(), self.scale.itemText(0)
        refill(self.scale, [say("print.scale.auto"), *(f"1 : {scale:,}" for scale in SCALES)])
        if written != usual:
            self.scale.setEditText(written)
        self.own_title.setPlaceholderText(say("print.own_title.hint"))
        self.on_sheet.retranslate(say)
        self.of_atlas.retranslate(say)
        self.preview.retranslate()
        refill(self.leaves, [say(f"print.leaves.{paper or 'none'}") for paper in CUT_INTO])
        self.bleed.setText(say("print.bleed.do"))
        for number, name in enumerate(self._tabs):
            self.tabs.setTabText(number, say(f"print.tab.{name}"))
        self._offer_parts()
        self._offer_sheets()
        self._offer_fields()

    def scopes(self) -> list[str]:
        """What the map shows and the current unit come last, where there are any."""
        name = "" if self.unit_code is None else name_of(self.session.document.project.communities, self.unit_code)
        return [*super().scopes(), *(self.say(f"print.scope.{part}", name=name) for part in self._parts)]

    def choose_view(self) -> None:
        """Let the sheet be of what the map shows."""
        self.scope.setCurrentIndex(len(self.stations) + 1 + self._parts.index("view"))

    @property
    def chosen_kind(self) -> Kind:
        return KINDS[self.kind.currentIndex()]

    @property
    def chosen_part(self) -> str | None:
        """``view`` or ``unit``; None for the district or a station."""
        beyond = self.scope.currentIndex() - len(self.stations) - 1
        return self._parts[beyond] if beyond >= 0 else None

    @property
    def station_code(self) -> str | None:
        return None if self.chosen_part is not None else super().station_code

    @property
    def disclosed_station(self) -> str | None:
        """That of the unit where the sheet is of one; its sheet is cut from that station's edition."""
        if self.chosen_part != "unit":
            return self.station_code
        project = self.session.document.project
        station = project.communities["station_code"].get(self.unit_code)
        return str(station) if station in project.stations.index else None

    @property
    def approval(self) -> str:
        return self.of_imprint.imprint.approval

    @property
    def chosen_scale(self) -> int | None:
        """The denominator asked for; None for the usual. InputError ``scale_unread``."""
        words = self.scale.currentText().strip()
        if not words or words == self.say("print.scale.auto"):
            return None
        digits = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", words)).removeprefix("1:")
        if not digits.isdecimal():
            raise InputError("scale_unread", text=words)
        return int(digits)

    def order(self) -> SheetOrder:
        """What is chosen now. InputError ``audience_station`` or ``scale_unread``."""
        part, kind = self.chosen_part, self.chosen_kind
        if part != "unit":
            self.require_station()
        own_sheets = self._own_sheets() if kind in ATLAS_OF else ()
        return SheetOrder(
            theme=self.chosen_theme,
            paper=self.paper.currentText(),
            orientation=ORIENTATIONS[self.orientation.currentIndex()],
            scale=self.chosen_scale,
            title=self.own_title.text().strip(),
            audience=self.chosen_audience,
            station_code=self.station_code,
            unit_code=self.unit_code if part == "unit" else None,
            extent_m=self.extent_m if part == "view" else None,
            atlas=ATLAS_OF.get(kind),
            chosen=own_sheets,
            sequence=SEQUENCES[max(self.of_atlas.sequence.currentIndex(), 0)],
            alike=self.of_atlas.alike.isChecked() and kind in ATLAS_OF and self.chosen_scale is None,
            template=kind if kind in ("card", "duty_board") else None,
            slots=self._chosen_slots(),
            size=SIZES[max(self.on_sheet.size.currentIndex(), 0)],
            words=self.on_sheet.words.toPlainText(),
            inset=self.on_sheet.inset.isChecked(),
            imprint=self.of_imprint.imprint,
            look=self.session.view.map.look,
            wanted=self.wanted,
            hidden=self.session.view.map.hidden,
            mono=self.colour.currentIndex() == 1,
            backdrops=self.session.backgrounds.shown(waits=True) if self.background.isChecked() else (),
        )

    def _chosen_slots(self) -> tuple[str, ...]:
        """On a card its facts come first."""
        slots = self.on_sheet.slots.ticked
        return ("card", *(slot for slot in slots if slot != "locator")) if self.chosen_kind == "card" else slots

    def preview_asked(self) -> PreviewAsked:
        """What the preview is to show; InputErrors as :meth:`order`."""
        day = self.session.day_in_hand.day
        order = replace(self.order(), backdrops=())
        if many_rows(day.project, order):
            order = without_index(order)
        return PreviewAsked(order, day.project, day.as_of, day, self.say.messages, {})

    def _own_sheets(self) -> tuple[str, ...]:
        """The sheets that are ticked, in their order; none where that is all of them in the usual one."""
        ticked = self.of_atlas.sheets.ticked
        return () if ticked == self._all_sheets else ticked

    def _offer_sheets(self) -> None:
        """The sheets that the atlas would have, all ticked."""
        atlas = ATLAS_OF.get(self.chosen_kind)
        self.tabs.setTabEnabled(self._tabs.index("atlas"), atlas is not None)
        self._all_sheets: tuple[str, ...] = ()
        rows: list[tuple[str, str]] = []
        if atlas is not None:
            sequence = SEQUENCES[max(self.of_atlas.sequence.currentIndex(), 0)]
            order = SheetOrder(atlas=atlas, station_code=self.station_code, sequence=sequence)
            try:
                found = sheets_of(self.session.document.project, order)
            except InputError as error:
                self.tell(self.say.error(error))
                found = ()
            rows = [(sheet.code, f"{sheet.number}　{sheet.name}") for sheet in found]
            self._all_sheets = tuple(code for code, _ in rows)
        self.of_atlas.sheets.offer(rows, self._all_sheets)

    def _kind_chosen(self) -> None:
        """Single sheets are A3 posters; an atlas is a book, of the district or of a station."""
        self.paper.setCurrentText(self._practice.paper(atlas=self.chosen_kind not in ("sheet", "duty_board")))
        self._offer_parts()
        self._offer_sheets()
        self._offer_fields()

    def _offer_fields(self) -> None:
        """Only what the kind and the format have; leaves carry no bleed, and a duty board has no map."""
        pdf, has_map = self.chosen_format == "pdf", self.chosen_kind != "duty_board"
        self.dpi.setEnabled(self.chosen_format == "png")
        for field in (self.scale, self.on_sheet.slots, self.on_sheet.words, self.on_sheet.inset):
            field.setEnabled(has_map)
        self.leaves.setEnabled(self._is_cut)
        self.bleed.setEnabled(self._is_cut and not self.chosen_leaves)
        for field in (self.of_atlas.front, self.of_atlas.apart, self.of_atlas.changed):
            field.setEnabled(pdf)

    @property
    def _is_cut(self) -> bool:
        """Whether it may go onto other paper than its own: a single sheet as PDF, or to a printer."""
        return self.chosen_format == "pdf" and self.chosen_kind not in ATLAS_OF

    @property
    def chosen_format(self) -> str:
        return FORMATS[max(self.format.currentIndex(), 0)]

    @property
    def chosen_front(self) -> tuple[str, ...]:
        """The pages that an atlas begins with; pictures are of its sheets alone."""
        return self.of_atlas.front.ticked if self.chosen_format == "pdf" else ()

    @property
    def chosen_leaves(self) -> str:
        """The paper of the leaves that it is cut into; empty for one piece."""
        return CUT_INTO[max(self.leaves.currentIndex(), 0)] if self._is_cut else ""

    @property
    def chosen_bleed(self) -> bool:
        return self._is_cut and not self.chosen_leaves and self.bleed.isChecked()

    def _offer_parts(self) -> None:
        """The view and the current unit are a single sheet's choice only: there is no atlas of them."""
        one = self.chosen_kind == "sheet"
        if self.chosen_part is not None and not one:
            self.scope.setCurrentIndex(0)
        for row in range(len(self.stations) + 1, self.scope.count()):
            self.scope.setItemData(row, None if one else 0, Qt.ItemDataRole.UserRole - 1)
