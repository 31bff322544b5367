"""What a check found."""

from enum import StrEnum

import msgspec


class Status(StrEnum):
    """How bad it is: a warning is worth a look, an error keeps something from working."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


class Finding(msgspec.Struct, frozen=True):
    """One line of the report.

    Attributes:
        check: what was looked at.
        status: how bad it is.
        found: what was found.
        todo: what to do about it, if anything.
    """

    check: str
    status: Status
    found: str
    todo: str = ""


def ok(check: str, found: str) -> Finding:
    return Finding(check, Status.OK, found)


def warning(check: str, found: str, todo: str) -> Finding:
    return Finding(check, Status.WARNING, found, todo)


def error(check: str, found: str, todo: str) -> Finding:
    return Finding(check, Status.ERROR, found, todo)
