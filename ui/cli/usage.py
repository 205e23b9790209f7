"""The parser of the command line: its complaints and the frame of its help in the reader's language.

The parser of the standard library has English sentences alone. Each of its complaints is known by its form and told
again by a code with its values; those of a newer Python that are not known yet are told as they are.
"""

import argparse
import re
from collections.abc import Iterable
from functools import partial
from typing import Any, NoReturn, cast

from mapper.errors import InputError
from ui.language.messages import LANGUAGES, Messages

_NUMBERS = {"int": "usage_whole", "count": "usage_whole", "float": "usage_number"}
# What the reader has to mend: the form of a complaint, and its code. An argument's name is before the complaint.
_FORMS = (
    (r"the following arguments are required: (?P<names>.+)", "usage_missing"),
    (r"one of the arguments (?P<names>.+) is required", "usage_one_of"),
    (r"unrecognized arguments: (?P<given>.+)", "usage_unknown"),
    (r"not allowed with argument (?P<other>.+)", "usage_beside"),
    (r"expected one argument", "usage_wants_one"),
    (r"expected at most one argument", "usage_wants_at_most_one"),
    (r"expected at least one argument", "usage_wants_some"),
    (r"expected (?P<count>\d+) arguments?", "usage_wants"),
    (r"ignored explicit argument (?P<given>.+)", "usage_takes_none"),
    (r"invalid choice: (?P<given>.+?) \(choose from (?P<known>.+)\)", "usage_choice"),
    (r"unknown parser (?P<given>.+?) \(choices: (?P<known>.+)\)", "usage_choice"),
    (r"invalid (?P<kind>\w+) value: (?P<given>.+)", "usage_value"),
    (r"(?P<given>.+) is not W,S,E,N in degrees, .+", "usage_box"),
    (r"(?P<given>.+) is not a whole number", "usage_whole"),
    (r"(?P<given>.+) is not (?P<form>\S+)", "usage_form"),
    (r"ambiguous option: (?P<given>.+) could match (?P<known>.+)", "usage_ambiguous"),
)
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")


def complaint(message: str, prog: str) -> InputError:
    """What the parser of the standard library complains of, as an error with a code; ``prog`` is whose help tells."""
    named = re.fullmatch(r"argument (?P<argument>.+?): (?P<rest>.+)", message, re.DOTALL)
    argument, rest = (None, message) if named is None else (named["argument"], named["rest"])
    found = _known(rest)
    if found is None:
        return InputError("usage", message=message, prog=prog)
    code, told = found
    values: dict[str, object] = {"prog": prog, "argument": argument} | told
    for name in ("names", "known"):
        if name in values:
            values[name] = _listed(str(values[name]))
    if "given" in values:
        values["given"] = _unquoted(str(values["given"]))
    if code == "usage_value":
        code = _NUMBERS.get(str(values["kind"]), code)
    return InputError(code, **values)


def _known(message: str) -> tuple[str, dict[str, str]] | None:
    for form, code in _FORMS:
        if (met := re.fullmatch(form, message, re.DOTALL)) is not None:
            return code, met.groupdict()
    return None


def _listed(text: str) -> list[str]:
    """Names that stand behind one another, apart by commas or by blanks, quoted or not."""
    quoted = [one or other for one, other in _QUOTED.findall(text)]
    return quoted or (text.split(", ") if ", " in text else text.split())


def _unquoted(text: str) -> str:
    met = _QUOTED.fullmatch(text)
    return text if met is None else (met[1] or met[2] or "")


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are sentences like all others; an option is its whole word.

    With ``say`` it has ``-h``, told in that language; without, no help.
    """

    def __init__(self, say: Messages | None = None, **options: Any) -> None:
        help_of = argparse.HelpFormatter if say is None else partial(_Help, say)
        super().__init__(**{"allow_abbrev": False, "formatter_class": help_of} | options | {"add_help": False})
        if say is not None:
            self.add_argument("-h", "--help", action="help", help=say("cli.help"))

    def error(self, message: str) -> NoReturn:
        raise complaint(message, self.prog)


def parser_of(say: Messages) -> type[Parser]:
    """What makes the parsers of subcommands; typed as a class, which is how the standard library wants it."""
    return cast("type[Parser]", partial(Parser, say))


def language_option(say: Messages) -> Parser:
    """The option that every command has, wherever it stands."""
    every = Parser()
    every.add_argument("--language", choices=LANGUAGES, default=argparse.SUPPRESS, help=say("cli.language"))
    return every


class _Help(argparse.HelpFormatter):
    """The help with its headings in the reader's language."""

    def __init__(self, say: Messages, prog: str) -> None:
        super().__init__(prog)
        self._say = say

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, self._say("cli.usage") if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        code = {"positional arguments": "cli.positional", "options": "cli.options"}.get(heading or "")
        super().start_section(heading if code is None else self._say(code))
