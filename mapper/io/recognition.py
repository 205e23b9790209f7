"""What a file is, judged by what stands in it: its name often says something else."""

import re
import zipfile
from pathlib import Path

from mapper.errors import InputError

_LOOKED_AT = 8192
_SQLITE, _SHAPEFILE, _OLE = b"SQLite format 3\0", b"\0\0\x27\x0a", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et")
_WPS = (".et", ".ett", ".wps", ".wpt", ".dps")
_WORKBOOK_STREAMS = ("Workbook", "WORKBOOK", "Book", "BOOK")  # of Excel's own form, which WPS writes too
_TABLE_ENDINGS = (*WORKBOOK_ENDINGS, ".csv", ".txt", ".tsv", ".gz")
_DBF = (0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8C, 0xCB, 0xE5, 0xF5, 0xFB)
# What begins so is a kind that nothing here reads, and the sentence that says what to do.
_REFUSED = (
    (b"PAR1", "is_parquet"),
    (b"AC10", "is_drawing"),
    (b"AutoCAD Binary DXF", "is_drawing"),
    (b"Rar!", "is_archive"),
    (b"7z\xbc\xaf\x27\x1c", "is_archive"),
    (b"\xfd7zXZ", "is_archive"),
    (b"%PDF", "is_document"),
    (b"{\\rtf", "is_document"),
    (b"MIME-Version:", "is_web_archive"),
    (b"\x89PNG", "is_picture"),
    (b"\xff\xd8\xff", "is_picture"),
    (b"GIF8", "is_picture"),
    (b"BM", "is_picture"),
    (b"II*\0", "is_picture"),
    (b"MM\0*", "is_picture"),
)


def kind_of_file(path: Path) -> str:
    """What a file or folder is.

    One of ``gdb``, ``zip``, ``kmz``, ``workbook``, ``gpkg``, ``shp``, ``dbf``, ``json``, ``kml``, ``gpx``, ``gml``,
    ``osm``, ``pbf`` (packed OSM), ``bz2``, ``html``, ``spreadsheet`` (XML of Excel 2003), ``dxf``, ``tab``, ``mif``,
    ``fgb``, ``delimited``.

    Raises
    ------
    InputError
        ``file_unreadable``, ``file_kind_unknown``, ``xml_entities``, or for what is known and not read ``is_document``,
        ``is_picture``, ``is_archive``, ``is_wps``, ``is_parquet``, ``is_drawing``, ``is_web_archive`` or
        ``has_password``.
    """
    if path.is_dir():
        if any(path.glob("*.gdbtable")):
            return "gdb"
        raise InputError("is_directory", path=str(path))
    try:
        with path.open("rb") as file:
            head = file.read(_LOOKED_AT)
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error
    return _kind(head, path)


def _kind(head: bytes, path: Path) -> str:
    suffix = path.suffix.lower()
    for start, code in _REFUSED:
        if head.startswith(start) and not (start == b"BM" and suffix in _TABLE_ENDINGS):
            raise InputError(code, path=str(path))
    if head.startswith((b"PK\3\4", b"PK\5\6")):
        return _kind_of_zip(path)
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    if head.startswith(_SQLITE):
        return "gpkg"
    if head.startswith(_SHAPEFILE):
        return "shp"
    if head.startswith(b"fgb"):
        return "fgb"
    if head.startswith(b"BZh"):
        return "bz2"
    if head.startswith(b"\x1f\x8b"):
        return "delimited"
    if b"OSMHeader" in head[:64]:
        return "pbf"
    if suffix == ".dbf" and head[:1] and head[0] in _DBF:
        return "dbf"
    return _kind_of_text(head, path)


def _kind_of_text(head: bytes, path: Path) -> str:
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1"
    text = head.decode(encoding, "ignore").removeprefix("\xef\xbb\xbf").removeprefix("\ufeff").lstrip()
    low = text.lower()
    if text.startswith("<"):
        if re.search(r"<!doctype[^>]*\[|<!entity", low):
            raise InputError("xml_entities", path=str(path))
        before = _BEFORE_ROOT.match(low)
        root_at = before.end() if before else 0
        for kind, sign in _ELEMENTS:
            if sign.match(low, root_at):
                return kind
        raise InputError("file_kind_unknown", path=str(path), known=list(FILE_KINDS))
    if text.startswith(("{", "[")) and path.suffix.lower() not in (".csv", ".txt", ".tsv"):
        return "json"
    if low.startswith("!table"):
        return "tab"
    if re.match(r"version\s+\d+\s", low) and "columns" in low:
        return "mif"
    if re.match(r"(?:999\s*\n.*\n\s*)*0\s*\n\s*section", low):
        return "dxf"
    if path.suffix.lower() in _TABLE_ENDINGS:
        if path.suffix.lower() in WORKBOOK_ENDINGS and _no_text(text):
            raise InputError("file_unreadable", path=str(path))
        return "delimited"
    if path.suffix.lower() in _MAP_ENDINGS:
        raise InputError("file_unreadable", path=str(path))
    raise InputError("file_kind_unknown", path=str(path), known=list(FILE_KINDS))


FILE_KINDS = (
    "GeoJSON", "GeoPackage", "Shapefile", "KML/KMZ/ovkml", "File-GDB", "GPX", "DXF", "MapInfo", "FlatGeobuf", "GML",
    "OSM", "ZIP", "CSV", "Excel", "DBF",
)  # fmt: skip
_MAP_ENDINGS = (".geojson", ".json", ".gpkg", ".shp", ".shx", ".dbf", ".kml", ".kmz", ".zip")
# The first element of a document, after its declaration and comments.
_BEFORE_ROOT = re.compile(r"(?:<\?.*?\?>|<!--.*?-->|<!doctype\s(?!html)[^>]*>|\s)*", re.DOTALL)
_ELEMENTS = (
    ("spreadsheet", re.compile(r"<(?:\w+:)?workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")),
    ("kml", re.compile(r"<(?:\w+:)?(?:kml|document|folder|placemark)[\s>]")),
    ("gpx", re.compile(r"<(?:\w+:)?gpx[\s>]")),
    ("osm", re.compile(r"<osm[\s>]")),
    ("html", re.compile(r"<(?:!doctype html|html|head|body|table|meta|style|div|link)[\s>]")),
    ("gml", re.compile(r"<(?:\w+:)?\w*(?:featurecollection|\bgml\b)")),
)


def _no_text(text: str) -> bool:
    if "\0" in text or not any(sign in text for sign in "\t,;|，；"):
        return True
    return sum(letter < " " and letter not in "\t\r\n" for letter in text) * 20 > len(text)


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, UnicodeError, RuntimeError):
        # Whoever opens it says what is wrong; a workbook is read by another reader, which may know better.
        return "workbook" if path.suffix.lower() in _TABLE_ENDINGS else "zip"
    if any(name.startswith(("xl/", "xl\\")) for name in names) or "content.xml" in names:
        return "workbook"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise InputError("is_document", path=str(path))
    if path.suffix.lower() == ".kmz" or (names and all(n.lower().endswith((".kml", ".png", "/")) for n in names)):
        return "kmz" if any(n.lower().endswith(".kml") for n in names) else "zip"
    return "zip"


def _kind_of_ole(path: Path) -> str:
    """What Office wrote before 2007: the names of its streams stand in it as UTF-16."""
    with path.open("rb") as file:
        data = file.read(64 * 2**20)
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise InputError("has_password", path=str(path))
    if "WordDocument".encode("utf-16-le") in data or "PowerPoint Document".encode("utf-16-le") in data:
        raise InputError("is_document", path=str(path))
    if path.suffix.lower() in _WPS and not any(name.encode("utf-16-le") in data for name in _WORKBOOK_STREAMS):
        raise InputError("is_wps", path=str(path))
    return "workbook"
