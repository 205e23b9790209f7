"""A superior's form, whichever kind of file it is."""

from pathlib import Path
from zipfile import BadZipFile, ZipFile

from mapper.files.whole_file import require_filled
from mapper.io.form_document import FormDocument
from mapper.io.form_package import FormPackage
from mapper.io.form_workbook import FormWorkbook

FORM_ENDINGS = (".xlsx", ".xlsm", ".docx", ".docm")


def open_form(path: Path) -> FormPackage:
    """The form at ``path``, judged by what is in it. InputErrors as those of :class:`FormPackage`."""
    require_filled(path)
    try:
        with ZipFile(path) as packed:
            of_word = FormDocument.main_part in packed.namelist()
    except (BadZipFile, OSError):  # told by the form itself
        of_word = False
    return FormDocument(path) if of_word else FormWorkbook(path)
