"""The values of an error in words: tables, layers, columns, values of choices, steps and roles instead of codes."""

from collections.abc import Mapping, Sequence

from mapper import schema
from ui.language.incident_words import Says, spoken_step, step_word

# Errors that say which tables there are; then all about a table, a column or a value, which name it by its code.
OF_TABLES = ("not_entered", "no_incidents", "steps_none")
SPOKEN = (*OF_TABLES, "column_unknown", "value_missing", "value_unknown", "row_unknown")
# Errors about what only a person who types codes can get wrong: they see each word with the code to be typed.
TYPED = ("no_incidents", "steps_none", "step_unknown", "step_value_unknown", "role_unknown")


def spoken_error(say: Says, code: str, values: Mapping[str, object]) -> Mapping[str, object]:
    """The values of the error of that code, with coded ones in words; what is no code, and the unknown, as it is."""
    spoken = dict(spoken_step(say, values))
    table, column, known = values.get("table"), values.get("column"), values.get("known")
    if code in SPOKEN or "step" in values:
        spoken["table"] = _table_word(say, table)
    if code in SPOKEN and isinstance(column, str):
        spoken["column"] = say.field(str(table), column)
    if code == "column_missing":
        spoken["field"] = say.field(str(table), str(values["field"]))
    if code == "rows_altered":  # also what stands beside the tables has a word
        spoken["table"] = say(f"table.{table}")
    if code == "export_layer_empty":
        spoken["layer"] = say(f"export.layer.{values['layer']}")
    if code == "note_personal" and isinstance(values.get("found"), Sequence):
        spoken["found"] = [say(f"personal.{kind}") for kind in _listed(values["found"])]
    if known is not None and code in (*SPOKEN, *TYPED):
        words = [(_known_word(say, code, values, one), one) for one in _listed(known)]
        told = [_with_code(say, word, one) if code in TYPED else word for word, one in words]
        spoken["known"] = told or None
    return spoken


def _known_word(say: Says, code: str, values: Mapping[str, object], one: str) -> str:
    """The word of one of what is known in place of what was told."""
    table = str(values.get("table"))
    if code in OF_TABLES:
        return _table_word(say, one)
    if code == "step_unknown":
        return step_word(say, table, one)
    if code == "role_unknown":
        return say.choice("steps", "role", one)
    return say.choice(table, str(values.get("column")), one)


def _table_word(say: Says, table: object) -> str:
    return say(f"table.{table}") if table in schema.TABLES else str(table)


def _with_code(say: Says, word: str, code: str) -> str:
    return word if word.casefold() == code else say("error.typed", word=word, code=code)


def _listed(values: object) -> list[str]:
    return [str(one) for one in values] if isinstance(values, (list, tuple)) else [str(values)]
