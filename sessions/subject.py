"""Names of people: data, never paths."""

import unicodedata

from sessions.errors import UsageError

LONGEST_NAME = 100
LONGEST_SLUG = 40


def slug(subject: str) -> str:
    """Returns the part of a folder's name that stands for a person.

    Letters and digits of any script stay, everything between them becomes one hyphen.

    Raises:
        UsageError: nothing of the name is left, or it is too long to be one.
    """
    if len(subject) > LONGEST_NAME:
        raise UsageError(
            f"a subject's name has at most {LONGEST_NAME} characters, not {len(subject)}"
        )
    normal = unicodedata.normalize("NFKC", subject)
    words = "".join(c if c.isalnum() else " " for c in normal).split()
    if not words:
        raise UsageError(f"a subject's name needs a letter or a digit; {subject!r} has none")
    return "-".join(words)[:LONGEST_SLUG].rstrip("-")
