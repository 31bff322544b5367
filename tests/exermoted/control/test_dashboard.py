import re
from itertools import product
from pathlib import Path

import pytest

from tests.conftest import ROOT

DASHBOARD = ROOT / "exermoted" / "web"
PHONE = ROOT / "recorder" / "phone" / "web"
MOST_BYTES = 100_000
READABLE = 4.5  # WCAG 2.2, AA, for text
VISIBLE = 3.0  # for the edge of a field

STYLE = (DASHBOARD / "style.css").read_text()
PAGE = (DASHBOARD / "index.html").read_text()
MODULES = {path.name: path.read_text() for path in DASHBOARD.glob("*.js")}
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#\w{6});", block))
    for block in STYLE.split("* {")[0].split("@media")
)


def test_the_pages_together_are_small() -> None:
    files = [*DASHBOARD.iterdir(), *PHONE.iterdir()]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES


def test_every_module_is_used_and_every_used_one_is_there() -> None:
    imported = {name for text in MODULES.values() for name in re.findall(r'from "\./(.*)"', text)}
    assert imported | {"main.js"} == set(MODULES)


def test_every_element_that_a_module_looks_for_is_on_the_page() -> None:
    wanted = {name for text in MODULES.values() for name in re.findall(r'byId\("([\w-]+)"\)', text)}
    assert wanted <= set(re.findall(r'\bid="([\w-]+)"', PAGE))


def test_the_page_holds_nothing_that_a_strict_policy_forbids() -> None:
    assert not re.search(r"<script(?![^>]*src)|<style|\sstyle=|\son\w+=", PAGE)


@pytest.mark.parametrize("path", sorted(DASHBOARD.iterdir()), ids=lambda path: path.name)
def test_no_file_names_another_site(path: Path) -> None:
    named = set(re.findall(r"https?://[\w.]+", path.read_text()))
    assert named <= {"http://www.w3.org"}, "which is a namespace's name"


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_written_is_readable(colours: dict[str, str]) -> None:
    texts = [*product(("ink", "soft", "accent", "warn"), ("ground", "card"))]
    texts += product(("x", "y", "z"), ("card",))
    texts += product(("on-e",), (f"e{index}" for index in range(4)))
    texts += [("on-accent", "accent"), ("on-stop", "stop"), ("warn", "warn-ground")]
    poor = [pair for pair in texts if contrast(*(colours[name] for name in pair)) < READABLE]
    assert poor == []
    assert contrast(colours["edge"], colours["card"]) >= VISIBLE


def contrast(one: str, other: str) -> float:
    """Returns the ratio of two colours' luminances, as WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    shares = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
