"""The phone's page and what it is made of, to be served under any prefix."""

from importlib import resources
from pathlib import Path

from aiohttp import web

PAGE = "/"
CERTIFICATE = "/certificate"
FILES = {
    "/main.js": "text/javascript",
    "/display.js": "text/javascript",
    "/link.js": "text/javascript",
    "/sensors.js": "text/javascript",
    "/style.css": "text/css",
    "/icon.svg": "image/svg+xml",
}
"""What the page is made of, which holds no secret."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; connect-src 'self' {socket}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class PageFiles:
    """Serves the page.

    Args:
        certificate: what a phone may install so that it trusts the server.
    """

    def __init__(self, certificate: Path | None = None) -> None:
        folder = resources.files("recorder.phone") / "web"
        self._files = {name: (folder / name[1:]).read_bytes() for name in FILES}
        self._page = (folder / "index.html").read_bytes()
        self._certificate = certificate

    def routes(self, prefix: str = "") -> list[web.RouteDef]:
        aside = [web.get(prefix, self._redirect)] if prefix else []
        return [
            *aside,
            web.get(prefix + PAGE, self._send_page),
            *(web.get(prefix + name, self._send_file) for name in FILES),
            web.get(prefix + CERTIFICATE, self._send_certificate),
        ]

    async def _redirect(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPPermanentRedirect(request.rel_url.with_path(request.path + PAGE))

    async def _send_page(self, request: web.Request) -> web.Response:
        scheme = "wss" if request.secure else "ws"
        headers = {
            name: value.format(socket=f"{scheme}://{request.host}")
            for name, value in _HEADERS.items()
        }
        return web.Response(body=self._page, content_type="text/html", headers=headers)

    async def _send_file(self, request: web.Request) -> web.Response:
        name = f"/{request.path.rpartition('/')[2]}"
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=self._files[name], content_type=FILES[name], headers=headers)

    async def _send_certificate(self, _request: web.Request) -> web.StreamResponse:
        if self._certificate is None:
            raise web.HTTPNotFound
        return web.Response(
            body=self._certificate.read_bytes(), content_type="application/x-x509-ca-cert"
        )
