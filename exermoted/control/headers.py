"""What the service tells a browser about its answers, so that other sites get nothing from them."""

from aiohttp import web

from recorder.phone.edges.access import host_of

PAGE_POLICY = (
    "default-src 'self'; connect-src 'self' {socket}; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Names the socket, too, because older Safaris do not count it as their own."""

DOCUMENT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""For a page that carries its style and pictures with it, and does nothing: a report."""

_ALWAYS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Adds what an answer does not say itself; for an application's ``on_response_prepare``."""
    scheme = "wss" if request.secure else "ws"
    known = host_of(request.host) is not None  # else it is refused, and not repeated
    policy = PAGE_POLICY.format(socket=f"{scheme}://{request.host}" if known else "")
    response.headers.setdefault("Content-Security-Policy", policy)
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "exermoted"
