"""The lines of the list of gaps: one finding or many of a kind, what is told of each, and their model."""

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from mapper.analysis.seats.coverage import Coverage
from mapper.finding import Finding, FindingKind, Group, Mender
from mapper.lazy_dataclass import dataclass
from ui.language.language import Language
from ui.language.sentences import finding_detail, finding_sentence

_KIND = attrgetter("kind")
GATHER_FROM = 3  # so many findings of a gathered kind stand in one line


@dataclass(frozen=True, slots=True)
class Gap:
    """One line of the list: one finding, or many of a kind."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def fix(self) -> Mender | None:
        return self.first.kind.mender


@dataclass(frozen=True, slots=True)
class Heading:
    """The line over what is coming, which is counted by itself."""

    days: int
    count: int


Line = Gap | Heading


def gaps_of(findings: Iterable[Finding], group: Group | None = None) -> list[Gap]:
    """The findings of a group (all without one) as lines, in the findings' own order."""
    chosen = [f for f in findings if group is None or f.kind.group == group]
    gathered: dict[FindingKind, list[Finding]] = {
        kind: [] for kind, count in Counter(map(_KIND, chosen)).items() if kind.gathered and count >= GATHER_FROM
    }
    lines: list[list[Finding]] = []
    for finding in chosen:
        alike = gathered.get(finding.kind)
        if alike is None:
            lines.append([finding])
            continue
        if not alike:
            lines.append(alike)
        alike.append(finding)
    return [Gap(tuple(line)) for line in lines]


def not_one_to_one(findings: Iterable[Finding], ledger: Coverage) -> list[Finding]:
    """What is told of the seats that are not the only one of one officer: the rest of the headline's one to one."""
    others = set(ledger.seats.index[~ledger.seats["one_to_one"]])
    return [f for f in findings if f.kind.group in ("seats", "shared") and f.subjects[0] in others]


def gap_texts(say: Language, gap: Gap) -> tuple[str, str]:
    """The sentence and the quiet second line."""
    if len(gap.findings) == 1:
        return finding_sentence(say.messages, gap.first), finding_detail(say.messages, gap.first)
    days = [f.values["days"] for f in gap.findings if f.values.get("days") is not None]
    detail = say("gaps.longest", days=max(days)) if days else say("gaps.in_list")
    return say(f"gaps.many.{gap.first.code}", count=len(gap.findings)), detail


class GapsModel(QAbstractListModel):
    """The lines; the delegate asks for their texts."""

    def __init__(self, language: Language, parent: QObject) -> None:
        super().__init__(parent)
        self.language = language
        self.gaps: list[Gap] = []  # of the day
        self.lines: list[Line] = []

    def show(self, gaps: list[Gap], coming: Sequence[Gap] = (), days: int = 0) -> None:
        """The gaps of the day, and what is coming within so many days under a heading of its own."""
        self.beginResetModel()
        count = sum(len(gap.findings) for gap in coming)
        self.gaps, self.lines = gaps, [*gaps]
        if coming:
            self.lines += [Heading(days, count), *coming]
        self.endResetModel()

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        usual = super().flags(index)
        is_heading = index.isValid() and isinstance(self.lines[index.row()], Heading)
        return Qt.ItemFlag.ItemIsEnabled if is_heading else usual

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: N802, B008 Qt's own name and default
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        gap = self.lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return gap
        if isinstance(gap, Heading):
            told = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return self.language("gaps.coming", days=gap.days, count=gap.count) if told else None
        if role == Qt.ItemDataRole.DisplayRole:
            return gap_texts(self.language, gap)[0]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            severity = self.language(f"severity.{gap.first.severity}")
            return "\n".join(text for text in (severity, *gap_texts(self.language, gap)) if text)
        return None
