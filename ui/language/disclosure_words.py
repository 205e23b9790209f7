"""What a file will tell, as a page of plain text: headings with their sentences."""

from collections.abc import Iterator

from layers.say import sentence
from layers.sharing.disclosure import Disclosure
from mapper.message import Message
from ui.language.messages import Messages


def disclosure_page(disclosure: Disclosure, say: Messages) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each heading with its sentences; what is to be settled first comes last, where a reader goes on."""
    for code, messages in disclosure.sections.items():
        told = tuple(_said(message, say) for message in messages)
        yield say(f"disclosure.{code}"), told or (say("disclosure.nothing_left_out"),)
    yield (
        say("disclosure.settle"),
        tuple(_said(message, say) for message in disclosure.to_settle) or (say("disclosure.settled"),),
    )


def _said(message: Message, say: Messages) -> str:
    """A column is told by the words of its table."""
    values = dict(message.values)
    if "column" in values:
        values |= {
            "table": say(f"table.{values['table']}"),
            "column": say.field(str(values["table"]), str(values["column"])),
        }
    return sentence(Message(message.code, values), say)
