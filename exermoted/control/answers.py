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
    return web.Response(body=body, status=status, content_type="application/json")


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
        return answer(Problem(str(error)), 404)
    except ExermotedError as error:
        return answer(Problem(str(error)), _STATUS.get(type(error), 500))
    except web.HTTPError as error:
        told = error.text if error.content_type == "application/json" else None
        refused = answer(Problem(told or error.reason), error.status)
        if "Allow" in error.headers:
            refused.headers["Allow"] = error.headers["Allow"]
        return refused
