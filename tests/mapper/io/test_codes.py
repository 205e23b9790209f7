"""Every code that reading and writing files can give has its sentence, in both languages, filled by its values."""

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import mapper.io
import ui
from ui.language.messages import catalogue

KINDS = {"InputError": "error", "Message": "note", "Rejected": "reject", "reject": "reject"}
SHAPES = ("point", "line", "polygon")


def given() -> Iterator[tuple[str, set[str] | None]]:
    """Codes in the source, with the names of the values given (None where they are not written out there)."""
    inside = Path(mapper.io.__path__[0])
    for path in (*inside.glob("*.py"), *inside.with_name("files").glob("*.py"), inside.with_name("file_crs.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            codes = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if name not in KINDS or not codes:
                continue
            values: set[str] | None = {k.arg for k in node.keywords if k.arg}
            for argument in node.args:
                if isinstance(argument, ast.Dict) and all(isinstance(k, ast.Constant) for k in argument.keys):
                    values = {str(k.value) for k in argument.keys if isinstance(k, ast.Constant)}
                elif isinstance(argument, (ast.Name, ast.Dict)) and name == "Message":
                    values = None
            yield f"{KINDS[name]}.{codes[0]}", values
    yield from ((f"error.geometry_not_{shape}", {"path", "found"}) for shape in SHAPES)
    yield from ((f"reject.geometry_not_{shape}", set()) for shape in SHAPES)
    refused = ("parquet", "drawing", "archive", "document", "web_archive", "picture")
    yield from ((f"error.is_{what}", {"path"}) for what in refused)
    yield from ((f"note.date_order_{how}", {"column"}) for how in ("assumed", "mixed"))
    yield from ((f"note.{what}_unknown", {"codes", "count"}) for what in ("stations", "units", "officers"))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_code_has_a_sentence_that_its_values_fill(language: str) -> None:
    path = Path(ui.__path__[0]) / "language" / "translations" / language / "files.json"
    found = list(given())
    sentences = catalogue(language)
    codes = {code for code, _ in found}
    assert codes <= set(sentences)
    assert set(json.loads(path.read_text("utf-8"))) <= codes
    for code, values in found:
        fields = {field for _, field, _, _ in string.Formatter().parse(sentences[code]) if field}
        assert values is None or fields <= values, code
