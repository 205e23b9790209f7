"""The window's look: roles for colours, one palette and one stylesheet made of them; light and dark.

Spacing goes in steps of 4 px, corners are 6–8 px round, text is 13 px in the system's CJK sans, figures are 22 px.
"""

from pathlib import Path

from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from layers import style
from mapper.lazy_dataclass import dataclass

BODY_PX = 13
FIGURE_PX = 22


@dataclass(frozen=True)
class Roles:
    """What each colour is for; ``#rrggbb`` each."""

    text: str = style.LIGHT.text
    quiet: str = style.LIGHT.quiet_text
    accent: str = style.LIGHT.accent
    accent_soft: str = "#E6EEF8"
    alarm: str = style.LIGHT.alarm
    alarm_soft: str = "#FBE9EA"
    warning: str = "#C98A0B"
    note: str = "#8A97A4"
    window: str = "#ECEEF0"
    card: str = "#FFFFFF"
    band: str = "#F8FAFB"
    line: str = "#D9DEE3"
    hairline: str = "#EDF0F2"
    on_accent: str = "#FFFFFF"
    arrows: str = ""  # which of the arrow and tick pictures


LIGHT = Roles()
DARK = Roles(
    text=style.DARK.text,
    quiet=style.DARK.quiet_text,
    accent=style.DARK.accent,
    accent_soft="#22374F",
    alarm=style.DARK.alarm,
    alarm_soft="#4A2429",
    warning="#F0B84A",
    note="#8795A3",
    window="#12181E",
    card="#1B232B",
    band="#202A33",
    line="#33404C",
    hairline="#293540",
    on_accent="#0E151B",
    arrows="-dark",
)
LOOKS = {"light": LIGHT, "dark": DARK}


def current_look() -> Roles:
    """The roles that the application wears now; whoever paints by hand asks for them each time."""
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window) else LIGHT


def map_palette() -> style.Palette:
    """The map's colours that go with the look of now."""
    return style.DARK if current_look() is DARK else style.LIGHT


def palette(roles: Roles) -> QPalette:
    """The palette for widgets that the stylesheet does not reach."""
    result = QPalette()
    for role, colour in (
        (QPalette.ColorRole.Window, roles.window),
        (QPalette.ColorRole.WindowText, roles.text),
        (QPalette.ColorRole.Base, roles.card),
        (QPalette.ColorRole.AlternateBase, roles.band),
        (QPalette.ColorRole.Text, roles.text),
        (QPalette.ColorRole.PlaceholderText, roles.quiet),
        (QPalette.ColorRole.Button, roles.card),
        (QPalette.ColorRole.ButtonText, roles.text),
        (QPalette.ColorRole.ToolTipBase, roles.card),
        (QPalette.ColorRole.ToolTipText, roles.text),
        (QPalette.ColorRole.Highlight, roles.accent_soft),
        (QPalette.ColorRole.HighlightedText, roles.text),
        (QPalette.ColorRole.Link, roles.accent),
        (QPalette.ColorRole.Mid, roles.line),
    ):
        result.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(roles.note))
    return result


def body_font() -> QFont:
    """The one type family, at body size."""
    font = QFont()
    font.setFamilies(list(style.FONT_FAMILIES))
    font.setPixelSize(BODY_PX)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for tag in QApplication.font().featureTags():  # of the language that is spoken
        font.setFeature(tag, 1)
    return font


def stylesheet(roles: Roles) -> str:
    """The window's one stylesheet. Widgets say what they are by object name or by a ``look`` property."""
    r = roles
    icons = (Path(__file__).parent / "icons").as_posix()
    return f"""
    QWidget {{ color: {r.text}; font-size: {BODY_PX}px; }}
    QMainWindow, QDialog, #workspace {{ background: {r.window}; }}
    QToolTip {{ background: {r.card}; color: {r.text}; border: 1px solid {r.line}; padding: 4px 8px; }}
    QFrame[look="card"] {{ background: {r.card}; border: 1px solid {r.line}; border-radius: 8px; }}
    QFrame[look="bar"] {{ background: {r.card}; border: none; border-bottom: 1px solid {r.line}; }}
    QFrame[look="notice"] {{ background: {r.alarm_soft}; border: 1px solid {r.alarm}; border-radius: 8px; }}
    QFrame[look="notice"][kind="told"] {{ background: {r.accent_soft}; border-color: {r.accent}; }}
    QFrame[look="rule"] {{ background: {r.hairline}; max-height: 1px; min-height: 1px; border: none; }}
    QLabel[look="title"] {{ font-size: 15px; font-weight: 600; }}
    QLabel[look="large"] {{ font-size: 20px; font-weight: 600; }}
    QLabel[look="heading"] {{ font-weight: 600; }}
    QLabel[look="quiet"] {{ color: {r.quiet}; }}
    QLabel[look="note"] {{ color: {r.quiet}; font-size: 12px; padding-top: 4px; }}
    QLabel[look="alarm"] {{ color: {r.alarm}; font-weight: 600; }}
    QLabel[look="figure"] {{ font-size: {FIGURE_PX}px; font-weight: 600; }}
    QLabel[look="figure"][alarm="true"] {{ color: {r.alarm}; }}
    QLabel[look="figure"][stale="true"] {{ color: {r.note}; }}
    QLabel[look="chip"] {{ background: {r.band}; border: 1px solid {r.line}; border-radius: 6px; padding: 2px 8px; }}
    QLabel[look="chip"][tone="alarm"] {{ border-color: {r.alarm}; color: {r.alarm}; font-weight: 600; }}

    QLabel[look="tip"] {{ background: {r.card}; border: 1px solid {r.accent}; border-radius: 6px; padding: 4px 8px; }}
    QListView#suggestions {{ border: 1px solid {r.line}; }}
    QListView#suggestions::item {{ padding: 4px 8px; }}
    QListView#suggestions::item:selected, QListView#suggestions::item:hover {{ background: {r.accent_soft};
        color: {r.text}; }}

    QPushButton, QToolButton[look="button"], QDateEdit, QComboBox, QLineEdit, QSpinBox, QDoubleSpinBox,
    QDateTimeEdit {{
        background: {r.card}; border: 1px solid {r.line}; border-radius: 6px; padding: 4px 12px; min-height: 20px; }}
    QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateEdit, QDateTimeEdit {{ padding: 4px 8px;
        selection-background-color: {r.accent}; selection-color: {r.on_accent}; }}
    QPlainTextEdit {{ background: {r.card}; border: 1px solid {r.line}; border-radius: 6px; padding: 0 4px;
        selection-background-color: {r.accent}; selection-color: {r.on_accent}; }}
    QPushButton:hover, QToolButton[look="button"]:hover {{ border-color: {r.accent}; color: {r.accent}; }}
    QPushButton:focus, QToolButton[look="button"]:focus, QLineEdit:focus, QSpinBox:focus,
    QDoubleSpinBox:focus, QComboBox:focus, QDateEdit:focus, QDateTimeEdit:focus,
    QPlainTextEdit:focus {{ border-color: {r.accent}; }}
    QToolButton[look="button"]:checked {{ background: {r.accent_soft}; border-color: {r.accent}; color: {r.accent}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {r.note}; border-color: {r.hairline}; }}
    QComboBox:disabled, QLineEdit:disabled, QDateEdit:disabled, QDateTimeEdit:disabled, QSpinBox:disabled,
    QDoubleSpinBox:disabled {{
        color: {r.note}; border-color: {r.line}; background: {r.window}; }}
    QPushButton[look="main"], QPushButton:default {{ background: {r.accent}; border-color: {r.accent};
        color: {r.on_accent}; font-weight: 600; }}
    QPushButton[look="main"]:hover, QPushButton:default:hover {{ color: {r.on_accent}; }}
    QPushButton[look="main"]:disabled, QPushButton:default:disabled {{ background: {r.line}; border-color: {r.line};
        color: {r.quiet}; }}
    QPushButton[look="main"]:focus, QPushButton:default:focus {{ border: 2px solid {r.text}; }}
    QPushButton[look="line"]:focus {{ background: {r.accent_soft}; }}
    QPushButton[look="line"] {{ color: {r.accent}; border-color: {r.accent}; }}
    QPushButton[look="line"]:disabled {{ color: {r.note}; border-color: {r.line}; }}
    QToolButton[look="flat"] {{ background: transparent; border: 1px solid transparent; border-radius: 6px;
        padding: 4px 8px; min-height: 20px; }}
    QToolButton[look="flat"]:hover {{ background: {r.band}; border-color: {r.line}; }}
    QToolButton[look="flat"]:focus {{ border-color: {r.accent}; }}
    QToolButton[look="small"] {{ background: transparent; border: 1px solid {r.line}; border-radius: 6px;
        padding: 1px 6px; color: {r.quiet}; }}
    QToolButton[look="small"]:hover, QToolButton[look="small"]:focus {{ border-color: {r.accent}; color: {r.accent}; }}
    QToolButton[look="small"]:checked {{ background: {r.accent_soft}; border-color: {r.accent}; color: {r.accent}; }}
    QToolButton[look="figure_alarm"] {{ background: transparent; border: 1px solid {r.alarm}; border-radius: 6px;
        padding: 1px 6px; color: {r.alarm}; font-weight: 600; }}
    QToolButton[look="figure_alarm"]:hover, QToolButton[look="figure_alarm"]:focus,
    QToolButton[look="figure_alarm"]:checked {{ background: {r.alarm_soft}; }}
    QToolButton[look="tiny"] {{ background: transparent; border: 1px solid transparent; border-radius: 4px;
        padding: 0 4px; color: {r.quiet}; font-size: 12px; }}
    QToolButton[look="tiny"]:hover, QToolButton[look="tiny"]:focus {{ border-color: {r.accent}; color: {r.accent}; }}
    QFrame[look="landing"] {{ background: {r.accent}; border: none; }}
    QToolButton::menu-indicator {{ image: none; width: 0; }}
    QComboBox QLineEdit {{ border: none; background: transparent; padding: 0; min-height: 0; }}
    QDateEdit::drop-down, QComboBox::drop-down, QDateTimeEdit::drop-down {{ border: none; width: 24px; }}
    QDateEdit::down-arrow, QComboBox::down-arrow, QDateTimeEdit::down-arrow, QSpinBox::down-arrow,
    QDoubleSpinBox::down-arrow {{
        image: url({icons}/down{r.arrows}.svg); width: 12px; height: 12px; }}
    QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{ image: url({icons}/up{r.arrows}.svg); width: 12px; height: 12px; }}
    QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button,
    QDoubleSpinBox::down-button {{ border: none; width: 22px; }}
    QSpinBox, QDoubleSpinBox {{ padding: 4px 24px 4px 0; }}
    QCheckBox::indicator, QAbstractItemView::indicator {{ width: 14px; height: 14px; border: 1px solid {r.quiet};
        border-radius: 3px; background: {r.card}; }}
    QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{ background: {r.accent};
        border-color: {r.accent}; image: url({icons}/tick{r.arrows}.svg); }}
    QCheckBox::indicator:hover, QCheckBox:focus::indicator {{ border-color: {r.accent}; }}
    QCheckBox:focus, QRadioButton:focus {{ color: {r.accent}; }}
    QRadioButton::indicator {{ width: 14px; height: 14px; border: 1px solid {r.quiet}; border-radius: 8px;
        background: {r.card}; }}
    QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {r.accent}; }}
    QRadioButton::indicator:disabled {{ border-color: {r.line}; background: {r.window}; }}
    QCheckBox:disabled, QRadioButton:disabled {{ color: {r.note}; }}
    QCheckBox::indicator:disabled, QAbstractItemView::indicator:disabled {{ border-color: {r.line};
        background: {r.window}; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}

    QPushButton[look="figure_card"] {{ text-align: left; background: {r.card}; border: 1px solid {r.line};
        border-radius: 8px; padding: 0; min-height: 50px; max-height: 52px; }}
    QPushButton[look="figure_card"]:hover {{ border-color: {r.accent}; }}
    QPushButton[look="figure_card"]:checked, QPushButton[look="figure_card"]:focus {{ border: 2px solid {r.accent}; }}

    QTabBar {{ qproperty-drawBase: 0; background: transparent; }}
    QTabBar::tab {{ background: transparent; color: {r.quiet}; padding: 8px 11px; border: none;
        border-bottom: 2px solid transparent; margin: 0; }}
    QTabBar::tab:selected {{ color: {r.accent}; font-weight: 600; border-bottom-color: {r.accent}; }}
    QTabBar::tab:hover {{ color: {r.accent}; }}
    QTabBar::tab:disabled {{ color: {r.note}; }}
    QTabBar::tab:focus {{ color: {r.accent}; }}
    QTabBar::tab:selected:focus {{ background: {r.accent_soft}; }}
    QTabBar#themes::tab {{ padding: 8px 18px; border: 1px solid transparent; border-bottom: none;
        border-top-left-radius: 8px; border-top-right-radius: 8px; }}
    QTabBar#themes::tab:selected {{ background: {r.card}; border-color: {r.line}; }}
    QTabBar#themes::tab:selected:focus {{ background: {r.accent_soft}; }}
    QTabWidget::pane {{ border: none; }}

    QAbstractItemView {{ background: {r.card}; border: 1px solid transparent; border-radius: 6px; outline: none;
        alternate-background-color: {r.card};
        selection-background-color: {r.accent_soft}; selection-color: {r.text}; gridline-color: {r.hairline}; }}
    QDialog QAbstractItemView {{ border: 1px solid {r.line}; border-radius: 6px; }}
    QAbstractItemView:focus, QDialog QAbstractItemView:focus {{ border-color: {r.accent}; }}
    QTableView::item {{ padding: 0 8px; border-bottom: 1px solid {r.hairline}; }}
    QTableView::item:selected {{ background: {r.accent_soft}; color: {r.text}; }}
    QCalendarWidget QAbstractItemView, QCalendarWidget QAbstractItemView:focus {{ border: none; border-radius: 0; }}
    QCalendarWidget QTableView::item {{ padding: 0; border: none; }}
    QCalendarWidget QWidget#qt_calendar_navigationbar {{ background: {r.card}; }}
    QCalendarWidget QToolButton {{ background: transparent; border: none; border-radius: 6px; padding: 4px 8px;
        color: {r.text}; font-weight: 500; }}
    QCalendarWidget QToolButton:hover {{ background: {r.band}; }}
    QCalendarWidget QToolButton::menu-indicator {{ image: none; }}
    QHeaderView {{ background: {r.band}; border: none; }}
    QHeaderView::section {{ background: {r.band}; color: {r.quiet}; border: none; border-bottom: 1px solid {r.line};
        padding: 6px 11px; font-weight: 400; }}
    QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: 8px; height: 8px; }}
    QScrollArea, QScrollArea > QWidget > QWidget[look="page"] {{ background: {r.card}; border: none; }}
    QWidget[look="page"] {{ background: {r.card}; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle {{ background: {r.line}; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 1px; }}
    QScrollBar::handle:hover {{ background: {r.note}; }}
    QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: none;
        border: none; width: 0; height: 0; }}
    QAbstractScrollArea::corner {{ background: transparent; border: none; }}
    QSplitter::handle {{ background: transparent; }}
    QSplitter::handle:hover {{ background: {r.line}; }}

    QMenu {{ background: {r.card}; border: 1px solid {r.line}; border-radius: 8px; padding: 4px; }}
    QMenu::item {{ padding: 6px 28px 6px 16px; border-radius: 6px; }}
    QMenu::item:selected {{ background: {r.accent_soft}; color: {r.text}; }}
    QMenu::item:disabled {{ color: {r.note}; }}
    QMenu::separator {{ height: 1px; background: {r.hairline}; margin: 4px 8px; }}
    QStatusBar {{ background: {r.card}; border-top: 1px solid {r.line}; }}
    QStatusBar QLabel {{ color: {r.quiet}; padding: 0 8px; }}
    QStatusBar::item {{ border: none; }}
    QProgressBar {{ background: {r.line}; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }}
    QProgressBar::chunk {{ background: {r.accent}; border-radius: 3px; }}
    QLabel {{ background: transparent; }}
    """


def apply_look(application: QApplication, roles: Roles) -> None:
    """Dress the whole application in these roles."""
    sheet = stylesheet(roles)
    if application.styleSheet() == sheet:  # to put it on again would go through every widget that there is
        return
    application.setStyle("Fusion")
    application.setFont(body_font())
    application.setPalette(palette(roles))
    application.setStyleSheet(sheet)
