"""The API's description in OpenAPI's terms, with schemas drawn from the program's own values."""

import re
from typing import Any

import msgspec

from exermoted import VERSION
from exermoted.control.answers import JSON, Problem
from exermoted.control.calls import CALLS, PROBLEMS, Call
from exermoted.control.guard import COOKIE

_ALWAYS = (401, 403, 421)
_OF_A_BODY = (400, 408, 413, 415)
_ABOUT = (
    "On the Unix socket and on loopback no token is needed; on the network each request carries "
    "one. Every POST says 'Content-Type: application/json'. What is wrong is told as Problem."
)
_SECURITY = {
    "token": {"type": "http", "scheme": "bearer"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE},
}
_ATTRIBUTE = re.compile(r"^ +(\w+): (.*?)(?=^ +\w+: |\Z)", re.MULTILINE | re.DOTALL)


def description() -> dict[str, Any]:
    """Returns the whole description (OpenAPI 3.1)."""
    kinds: list[Any] = [Problem]
    for call in CALLS:
        kinds += [kind for kind in (call.gives, call.takes) if not isinstance(kind, str | None)]
    schemas, components = msgspec.json.schema_components(
        kinds, ref_template="#/components/schemas/{name}"
    )
    known = dict(zip(map(str, kinds), schemas, strict=True))
    paths: dict[str, Any] = {}
    for call in CALLS:
        paths.setdefault(call.path, {})[call.method] = _operation(call, known)
    return {
        "openapi": "3.1.0",
        "info": {"title": "exermoted", "version": VERSION, "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": {name: _worded(schema) for name, schema in components.items()},
            "securitySchemes": _SECURITY,
        },
        "security": [{}, {"token": []}, {"cookie": []}],
    }


def _operation(call: Call, known: dict[str, Any]) -> dict[str, Any]:
    problems = {*_ALWAYS, *call.problems, *(_OF_A_BODY if call.method == "post" else ())}
    answers = {status: _problem(status, known) for status in problems}
    answers[call.status] = {"description": call.summary, "content": _content(call, known)}
    operation: dict[str, Any] = {
        "summary": call.summary,
        "responses": {str(status): answers[status] for status in sorted(answers)},
    }
    parameters = [*map(_part, re.findall(r"{(\w+)}", call.path)), *map(_wish, call.query)]
    if parameters:
        operation["parameters"] = parameters
    if call.method == "post":
        body = {} if call.takes is None else {"schema": known[str(call.takes)]}
        operation["requestBody"] = {"required": True, "content": {JSON: body}}
    return operation


def _content(call: Call, known: dict[str, Any]) -> dict[str, Any]:
    """Returns what an answer holds; of a WebSocket, each of its messages."""
    if isinstance(call.gives, str):
        return {call.gives: {}}
    return {JSON: {"schema": known[str(call.gives)]}}


def _problem(status: int, known: dict[str, Any]) -> dict[str, Any]:
    content = {JSON: {"schema": known[str(Problem)]}}
    return {"description": PROBLEMS[status], "content": content}


def _part(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _wish(wish: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    name, schema = wish
    return {"name": name, "in": "query", "schema": schema}


def _worded(schema: dict[str, Any]) -> dict[str, Any]:
    """Returns a schema in which each attribute has the words of its docstring to itself."""
    whole, _, attributes = schema.get("description", "").partition("Attributes:\n")
    properties = schema.get("properties", {})
    for name, words in _ATTRIBUTE.findall(attributes):
        if name in properties:
            properties[name] = {"description": " ".join(words.split()), **properties[name]}
    return {**schema, "description": " ".join(whole.split())}
