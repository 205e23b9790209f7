"""XML that is written: texts without what XML cannot hold, and a document as bytes."""

import re
from xml.etree import ElementTree as Xml

# XML has no way to write these (XML 1.0, 2.2).
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """The text without the characters that XML has no way to write."""
    return _UNWRITABLE.sub("", text)


def add_text(parent: Xml.Element, name: str, text: str) -> None:
    """An element of that name with the text in it."""
    Xml.SubElement(parent, name).text = writable(text)


def xml_bytes(root: Xml.Element) -> bytes:
    """The document, indented, in UTF-8."""
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
