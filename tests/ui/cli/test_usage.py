"""What is wrong with a command line is told in the reader's language, whatever Python's parser complains of."""

import argparse
import ast
import inspect
import re

import pytest

from mapper.errors import InputError
from ui.cli.command_line import main
from ui.cli.subcommands import parser
from ui.cli.usage import complaint
from ui.language.messages import Messages

WRONG = (
    ("step", "usage_missing"),
    ("slip p.gpkg", "usage_one_of"),
    ("check p.gpkg --speed warp", "usage_unknown"),
    ("slip p.gpkg --officer A b --all c", "usage_beside"),
    ("compare p.gpkg cases --from", "usage_wants_one"),
    ("practice p.gpkg --papers", "usage_wants_some"),
    ("slip p.gpkg --officer A", "usage_wants"),
    ("check p.gpkg --json=3", "usage_takes_none"),
    ("step p.gpkg hazards H1 verify --as boss", "usage_choice"),
    ("handover p.gpkg post", "usage_choice"),
    ("room p.gpkg --mend all", "usage_unknown"),
    ("print p.gpkg a.pdf --extent 5,2,1,1", "usage_box"),
    ("loop p.gpkg --days x", "usage_whole"),
    ("hotspots p.gpkg cases --cell-m x", "usage_number"),
    ("check p.gpkg --as-of monday", "usage_form"),
)
# Faults of whoever writes a parser, not of whoever types a command.
OF_PROGRAMMERS = (
    "is not callable",
    "unexpected option string",
    "multiple subparser arguments",
    "conflicting subparser",
    "must be optional",
    "two groups",
    "%(prog)s: error",
    "positional arguments",
    "options",
    "show this help",
    "can't open",
)


@pytest.mark.parametrize(("typed", "code"), WRONG)
def test_each_complaint_is_a_sentence_in_both_languages(
    typed: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in ("zh_CN", "en"):
        say = Messages(language)
        with pytest.raises(InputError) as caught:
            parser(say, "1").parse_args(typed.split())
        assert caught.value.code == code
        assert main(["--language", language, *typed.split()], lambda *_: 0) == 2
        out, told = capsys.readouterr()
        assert not out
        assert told == say.error(caught.value) + "\n"
        assert (re.search("[一-鿿]", told) is not None) == (language == "zh_CN")
        assert "argument " not in told, "Python's own words"
        assert told.rstrip().endswith(("。", "."))


def test_every_complaint_of_pythons_parser_is_known() -> None:
    """Of whichever Python runs this: what it can say of a command line has a code here."""
    makers = (argparse.ArgumentParser, argparse._SubParsersAction)
    said = [
        node.args[0].value
        for maker in makers
        for node in ast.walk(ast.parse(inspect.getsource(maker)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext")
        if isinstance(node.args[0], ast.Constant)
    ]
    complaints = [text for text in said if not any(of in text for of in OF_PROGRAMMERS)]
    assert len(complaints) > 8
    for text in complaints:
        filled = re.sub(r"%(\(\w+\))?[sr]", "2", text)
        assert complaint(filled, "p").code != "usage", text


def test_help_is_in_one_language() -> None:
    made = parser(Messages("zh_CN"), "1")
    actions = next(action for action in made._actions if isinstance(action, argparse._SubParsersAction))
    for one in (made, *actions.choices.values()):
        told = one.format_help()
        for english in ("usage:", "positional arguments", "options:", "show this", "show program"):
            assert english not in told, (one.prog, english)
