"""A report in a real browser: nothing is asked for outside, and nothing is wider than the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from exermoted.report.page import report_html
from sessions.importing import write_recording
from tests.fakes.recordings import swinging

pytest.importorskip("selenium", reason="Selenium is not installed (pip install selenium)")

from selenium.webdriver import Chrome as WebDriver

from tests.fakes.browser import CHROMIUM, DRIVER, PhoneBrowser, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and DRIVER),
        reason="Chromium is not installed (apt install chromium chromium-driver)",
    ),
]


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDriver]:
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver


def test_it_fits_a_phone_and_asks_for_nothing(driver: WebDriver, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(report_html(write_recording(swinging(), tmp_path, []), "packaged"))
    browser = PhoneBrowser(driver)
    browser.open(path.as_uri())
    assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    assert browser.complaints() == []
    curve = "document.querySelector('.drawing path.x').getBoundingClientRect()"
    assert browser.run(f"return {curve}.width > innerWidth / 2 && {curve}.height > 10")
    browser.close()
