"""What each column says of units, officers and beats that are not the same on two sides."""

from collections.abc import Callable

from layers.sheets.variants.told import arrow, percent, unit_words
from mapper.effects.side_by_side import LoadPair, UnitPair
from ui.language.language import Language
from ui.widgets.rows_model import Field


def unit_fields(say: Language, sides: tuple[str, str], names: Callable[[str], str] = str) -> list[Field[UnitPair]]:
    """A unit, what it has on both sides, and whether its seat becomes empty or is filled."""

    def side(place: int) -> Callable[[UnitPair], str]:
        return lambda row: unit_words(row, names, say.messages)[place]

    def gap(row: UnitPair) -> str:
        return "—" if row.gap is None else say(f"variants.gap.{row.gap}")

    return [
        Field("variants.column.unit", lambda row: row.name, tip=lambda row: f"{row.name} {row.code}"),
        *(Field[UnitPair](sides[n], side(n), coded=False, tip=side(n)) for n in (0, 1)),
        Field(
            "variants.column.residents", lambda row: f"{row.residents:,}", lambda row: row.residents, right=True
        ),
        Field(
            "variants.column.gap", gap, lambda row: row.gap,
            words=lambda: [say(f"variants.gap.{code}") for code in ("opens", "closes")],
        ),
    ]  # fmt: skip


def load_fields(code: str) -> list[Field[LoadPair]]:
    """An officer or a beat, with what it has on both sides; who gains most stands first."""

    def whole(value: float) -> str:
        return f"{value:,.0f}"

    def column(name: str, text: Callable[[float], str]) -> Field[LoadPair]:
        return Field(
            f"variants.column.{name}",
            lambda row: arrow(getattr(row, name), text),
            lambda row: getattr(row, name).after,
            right=True,
        )

    fields = [
        Field[LoadPair](f"variants.column.{code}", lambda row: row.name, tip=lambda row: f"{row.name} {row.key}"),
        *(column(name, whole) for name in ("units", "residents", "minutes")),
    ]
    if code == "officers":
        fields.append(column("share", percent))
    gain = Field[LoadPair]("variants.column.gain", lambda row: f"{row.gain:+,.0f}", lambda row: row.gain, right=True)
    return [*fields, gain]
