"""The dashboard: a page and its modules, as they lie in the package."""

from importlib import resources

from aiohttp import web

PAGE = "/"
FOLDER = "/dashboard/"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Dashboard:
    """Answers with the page and its files; none of them holds a secret."""

    def __init__(self) -> None:
        files = (resources.files("exermoted") / "web").iterdir()
        self._files = {file.name: file.read_bytes() for file in files}

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PAGE, self._send_page), web.get(f"{FOLDER}{{name}}", self._send_file)]

    async def _send_page(self, _request: web.Request) -> web.Response:
        return web.Response(
            body=self._files["index.html"], content_type="text/html", charset="utf-8"
        )

    async def _send_file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        kind = _TYPES.get(name[name.rfind(".") :])
        if kind is None or name not in self._files:
            raise web.HTTPNotFound
        return web.Response(body=self._files[name], content_type=kind, charset="utf-8")
