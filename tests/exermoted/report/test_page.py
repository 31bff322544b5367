import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from exermoted.cli import run
from exermoted.report.page import report_html
from sessions.importing import write_recording
from sessions.info import read_info, write_info
from tests.fakes.recordings import swinging

VOID = {"meta"}
ALIKE = '<script>alert("Ada")</script>'


class Page(HTMLParser):
    """What a page holds: its headings and its tables' cells; fails where a tag is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.scopes: list[str | None] = []
        self.addresses: list[str | None] = []
        self.styled: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))
        self.addresses += [value for name, value in attrs if name in ("href", "src")]
        self.styled += [tag for name, _ in attrs if name == "style"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.remove(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("h1", "h2"):
            self.headings.append((self.open[-1], data))


def page(folder: Path) -> tuple[str, Page]:
    text = report_html(folder, "packaged")
    return text, Page(text)


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session of a minute with everything in it."""
    folder = tmp_path_factory.mktemp("simulated")
    (folder / "config.yaml").write_text(f"history: {folder / 'history.sqlite3'}\n")
    how = ["--source", "sim", "--seed", "3", "--duration", "1m", "--speed", "1000"]
    where = ["--out", str(folder / "out"), "--config", str(folder / "config.yaml")]
    assert run(["record", "--subject", "Ada", *how, *where]) == 0
    (session,) = (folder / "out").iterdir()
    return session


def test_a_page_is_whole_and_has_its_headings(simulated: Path) -> None:
    _, read = page(simulated)
    first, *others = read.headings
    assert first[0] == "h1"
    assert first[1].startswith("Ada, ")
    assert others == [
        ("h2", name) for name in ("Signals", "Sets", "Recognition", "Streams", "Arrival")
    ]
    assert set(read.scopes) == {"col", "row"}


def test_it_asks_for_nothing_outside_and_runs_nothing(simulated: Path) -> None:
    text, read = page(simulated)
    assert set(read.addresses) == {"#behind"}
    assert read.styled == []
    assert not re.search(r"https?:|url\(|@import|<script|javascript", text)


def test_every_signal_has_its_curves_and_every_set_its_name(simulated: Path) -> None:
    text, _ = page(simulated)
    assert text.count('<path class="x" d="M') == 10, "nine signals and the legend"
    assert ">1: Situp</text>" in text
    assert text.count("<circle ") == 8


def test_notes_stand_in_it(simulated: Path) -> None:
    info = read_info(simulated)
    write_info(msgspec.structs.replace(info, notes=("4.0 s: chest: <nothing>",)), simulated)
    text, _ = page(simulated)
    write_info(info, simulated)
    assert "<li>4.0 s: chest: &lt;nothing&gt;</li>" in text


def test_what_people_wrote_is_text(tmp_path: Path) -> None:
    text, read = page(write_recording(swinging(subject=ALIKE), tmp_path, []))
    assert ALIKE not in text
    assert read.headings[0] == ("h1", ALIKE)


def test_what_a_recording_lacks_is_left_out(tmp_path: Path) -> None:
    text, read = page(write_recording(swinging(duration_s=3.0), tmp_path, []))
    assert ("h2", "Arrival") not in read.headings
    assert "Nothing could be recognised: the recording is shorter than" in text
    assert "longest gap" not in text


def test_a_public_recording_is_a_page_too(public: Path) -> None:
    _, read = page(public / "2017-04-27 21-33-53 Individual 1.csv")
    assert read.headings[0] == ("h1", "Individual 1, 27 April 2017, 21:28")
