import io
import json

import pytest
from rich.console import Console

from exermoted.phones import Reached
from exermoted.serving.figures import Served
from exermoted.serving.screen import LOOKS_PER_LINE, ServeScreen
from recorder.phone.edges.listening import Site

SERVED = Served(
    athletes=100,
    connected=99,
    answers_hz=999.8,
    batch=2.9,
    p50_ms=2.8,
    p99_ms=6.1,
    lost=3,
    refused={"malformed": 1},
)
HERE = Reached(Site(port=8443), "127.0.0.1")


def test_elsewhere_than_on_a_terminal_it_prints_a_line_now_and_then() -> None:
    console = Console(file=io.StringIO(), width=200)
    screen = ServeScreen(console, json=False)
    screen.invite(HERE, ("Open it.",))
    with screen.drawn():
        for _ in range(2 * LOOKS_PER_LINE):
            screen.show(SERVED)
    line = "100 athletes, 999.8 answers a second, 2.8 ms, 99 % within 6.1 ms, 3 lost"
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().splitlines() == [
        "http://127.0.0.1:8443/",
        "1. Open it.",
        line,
        line,
    ]


def test_for_a_program_it_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    screen = ServeScreen(Console(file=io.StringIO()), json=True)
    screen.invite(HERE, ("Open it.",))
    screen.show(SERVED)
    invitation, served = map(json.loads, capsys.readouterr().out.splitlines())
    assert invitation == {"address": "http://127.0.0.1:8443/", "steps": ["Open it."]}
    assert served["refused"] == {"malformed": 1}
    assert served["p99_ms"] == 6.1
