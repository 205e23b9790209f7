"""Whether somebody is at work, in words: on duty, on loan, on leave, and back from when."""

from ui.language.language import Language
from ui.session.rows import OfficerRow


def status_words(say: Language, officer: OfficerRow) -> str:
    """The status on the day of the figures, with the first day back where it is known."""
    status = say.choice("officers", "status", officer.status)
    return status if officer.back is None else say("away.until", status=status, back=officer.back)
