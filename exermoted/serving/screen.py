"""What ``exermoted serve`` shows: how it is reached, and how well all are served."""

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

import msgspec
from rich.console import Console
from rich.text import Text

from exermoted.phones import Reached
from exermoted.screens import drawn
from exermoted.serving.figures import Served
from exermoted.terminal import qr_code

LOOKS_PER_LINE = 5


class ServeScreen:
    """Draws on a terminal; elsewhere prints a line now and then, or JSON once a second."""

    def __init__(self, console: Console, *, json: bool) -> None:
        self._console = console
        self._json = json
        self._looks = 0
        self._served: Served | None = None

    def invite(self, reached: Reached, steps: Sequence[str]) -> None:
        """Tells how phones reach it and what people do."""
        if self._json:
            self._print_json({"address": reached.address(), "steps": steps})
            return
        self._print(reached.address())
        if self._console.is_terminal:
            self._console.print(qr_code(reached.address()))
        for number, step in enumerate(steps, 1):
            self._print(f"{number}. {step}")
        if reached.fingerprint:
            self._print(f"SHA-256 of the certificate: {reached.fingerprint}")

    def drawn(self) -> AbstractContextManager[None]:
        """Keeps the latest figures drawn where there is a terminal for them."""
        return nullcontext() if self._json else drawn(self._console, self._render)

    def show(self, served: Served) -> None:
        self._served = served
        if self._json:
            self._print_json(served)
        elif not self._console.is_terminal and self._looks % LOOKS_PER_LINE == 0:
            self._print(_line(served))
        self._looks += 1

    def _render(self) -> Text:
        return Text(_line(self._served) if self._served else "")

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False, emoji=False, soft_wrap=True)

    @staticmethod
    def _print_json(value: object) -> None:
        sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
        sys.stdout.flush()


def _line(served: Served) -> str:
    late = "" if served.p50_ms is None else f", {served.p50_ms} ms, 99 % within {served.p99_ms} ms"
    lost = f", {served.lost} lost" if served.lost else ""
    return f"{served.athletes} athletes, {served.answers_hz:g} answers a second{late}{lost}"
