"""How the service answers: JSON, and an error in one line."""

from typing import Any

import msgspec
from aiohttp import web

JSON = "application/json"


def answer(value: Any, status: int = 200) -> web.Response:
    """Returns any value of the program's own as JSON."""
    return web.Response(body=msgspec.json.encode(value), status=status, content_type=JSON)


def refusal(status: int, text: str, **headers: str) -> web.Response:
    """Returns an error as JSON; headers by their names with underscores."""
    said = answer({"error": text}, status)
    said.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return said
