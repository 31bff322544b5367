"""What the API can be asked for: each call, what it takes and gives, and what can be wrong."""

from dataclasses import dataclass
from typing import Any

from exermoted.control.devices import Device
from exermoted.control.listing import Listed
from exermoted.control.pairing import Invitation, Paired, PairOrder
from exermoted.history.reading import History
from exermoted.service.messages import AnyMessage, Sensors, Status
from exermoted.service.orders import LiveOrder, RecordOrder
from exermoted.service.script_view import ScriptShown
from sessions.info import SessionInfo

DESCRIPTION = "/api/openapi.json"
SOCKET = 101
"""The status of an answer that is a WebSocket."""

PROBLEMS = {
    400: "It cannot be done so; the answer says why.",
    401: "On the network: the device is not paired.",
    403: "From another site, or only this machine may.",
    404: "It is not there.",
    405: "Not in this way.",
    408: "The body came too slowly.",
    409: "Not now: the daemon is busy, or the network does not reach it.",
    413: "The body is too large.",
    415: "The body is not said to be JSON.",
    421: "This machine is not called so.",
    429: "Too many attempts; Retry-After says how long to wait.",
    500: "What is on the disk is not what it should be.",
    503: "A source cannot be opened, the disk takes nothing, or there are too many readers.",
}


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that can be asked for.

    Attributes:
        method: in small letters.
        path: with {names} of its parts.
        summary: what it does.
        gives: the type of the answer, or else its content type.
        takes: the type of the body of a POST; None where it has no say.
        status: of the answer.
        problems: what can be wrong besides what always can.
        query: what may stand behind the question mark: names and schemas.
    """

    method: str
    path: str
    summary: str
    gives: Any
    takes: Any = None
    status: int = 200
    problems: tuple[int, ...] = ()
    query: tuple[tuple[str, dict[str, Any]], ...] = ()


DAYS = ("days", {"type": "integer", "minimum": 1, "maximum": 36_500})

CALLS = (
    Call("get", "/api/status", "What the daemon does at present", Status),
    Call(
        "post",
        "/api/record",
        "Start a recording",
        Status,
        RecordOrder,
        status=202,
        problems=(409, 500, 503),
    ),
    Call(
        "post",
        "/api/live",
        "Start live recognition",
        Status,
        LiveOrder,
        status=202,
        problems=(409, 500, 503),
    ),
    Call("post", "/api/stop", "End what runs; answers once it has ended", Status),
    Call(
        "get",
        "/api/events",
        "A WebSocket: Status and Sensors first, then every message, a JSON text each",
        AnyMessage,
        status=SOCKET,
        problems=(400, 503),
    ),
    Call("get", "/api/sensors", "How well each stream is heard", Sensors),
    Call(
        "get", "/api/script", "The script of what runs, or ran last", ScriptShown, problems=(404,)
    ),
    Call("get", "/api/sessions", "The recordings, the newest first", tuple[Listed, ...]),
    Call("get", "/api/sessions/{name}", "What a recording is", SessionInfo, problems=(404, 500)),
    Call(
        "get",
        "/api/sessions/{name}/download",
        "A recording's folder",
        "application/zip",
        problems=(404, 500),
    ),
    Call(
        "get",
        "/api/sessions/{name}/report",
        "A recording on one page",
        "text/html",
        problems=(404, 500),
    ),
    Call(
        "get",
        "/api/history",
        "Workouts with their sets, and totals by day",
        History,
        problems=(400, 500),
        query=(DAYS,),
    ),
    Call(
        "get",
        "/api/history.csv",
        "The same, a row per set",
        "text/csv",
        problems=(400, 500),
        query=(DAYS,),
    ),
    Call(
        "post",
        "/api/pairings",
        "Invite a device; from this machine only",
        Invitation,
        problems=(409,),
    ),
    Call(
        "post",
        "/api/pair",
        "Pair a device by the secret of an invitation; sets its cookie, too",
        Paired,
        PairOrder,
        problems=(409, 429, 503),
    ),
    Call(
        "get",
        "/api/devices",
        "The paired devices; from this machine only",
        tuple[Device, ...],
    ),
    Call(
        "delete",
        "/api/devices/{id}",
        "Take a device's access away; from this machine only",
        Device,
        problems=(404, 503),
    ),
    Call("get", DESCRIPTION, "This description", "application/json"),
)
