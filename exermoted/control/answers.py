"""How the API answers: JSON from typed values, and one line of words where something is wrong."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from sessions.errors import (
    BusyError,
    DataError,
    ExermotedError,
    ModelError,
    SourceError,
    UsageError,
)

JSON = "application/json"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Order = TypeVar("Order")

_STATUS: dict[type[ExermotedError], int] = {
    BusyError: 409,
    DataError: 500,
    ModelError: 500,
    SourceError: 503,
    UsageError: 400,
}


class Problem(msgspec.Struct, frozen=True):
    """Why something was refused or failed, in one line."""

    error: str


class NotThereError(ExermotedError):
    """What was asked about is not there."""


def answer(value: Any, status: int = 200) -> web.Response:
    """Returns a value of the program's own as JSON."""
    body = msgspec.json.encode(value)
    return web.Response(body=body, status=status, content_type=JSON)


def refusal(status: int, text: str, **headers: str) -> web.Response:
    """Returns an error as JSON; headers by their names with underscores."""
    said = answer(Problem(text), status)
    said.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return said


async def ordered(request: web.Request, kind: type[Order]) -> Order:
    """Reads what is ordered; an empty body is an order without wishes.

    Raises:
        UsageError: it is no such order; says where and why.
    """
    try:
        return msgspec.json.decode(await request.read() or b"{}", type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(str(error)) from error


@web.middleware
async def in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns errors into JSON."""
    try:
        return await handler(request)
    except NotThereError as error:
        return refusal(404, str(error))
    except ExermotedError as error:
        return refusal(_STATUS.get(type(error), 500), str(error))
    except web.HTTPError as error:
        kept = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        return refusal(error.status, error.reason, **kept)
