"""Why an edit of a laptop was set aside, in words."""

from ui.language.messages import Messages


def reason_word(say: Messages, reason: str) -> str:
    """A reason that has no word of its own is one that the project gave when it refused the edit."""
    code = f"offline.reason.{reason}"
    return say(code) if say.has(code) else say("offline.reason.other")
