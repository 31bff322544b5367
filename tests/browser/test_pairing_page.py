"""A browser is paired with the real daemon by the address that a person is shown."""

from collections.abc import Callable, Iterator

import pytest

from tests.fakes.daemon import RunningDaemon, running

pytest.importorskip("selenium", reason="Selenium is not installed (pip install selenium)")

from selenium.webdriver import Chrome as WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

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
    with chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def browser(driver: WebDriver) -> Iterator[PhoneBrowser]:
    opened = PhoneBrowser(driver)
    yield opened
    driver.delete_all_cookies()
    opened.close()


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDaemon]:
    folder = tmp_path_factory.mktemp("network")
    more = f"  network: true\nphone:\n  folder: {folder / 'phone'}\n"
    with running(folder / "daemon", more) as ready:
        yield ready


def invited(daemon: RunningDaemon) -> str:
    """The address that a person is shown, on the loopback's own address."""
    secret = daemon.ask("POST", "/api/pairings")[1]["secret"]
    return f"https://127.0.0.1:{daemon.port}/pair#{secret}"


def until(driver: WebDriver, happened: Callable[[], object]) -> None:
    WebDriverWait(driver, 10).until(lambda _: happened())


def press(driver: WebDriver) -> None:
    driver.find_element(By.CSS_SELECTOR, "#form button").click()


def test_a_phone_is_paired_and_goes_on(
    browser: PhoneBrowser, driver: WebDriver, daemon: RunningDaemon
) -> None:
    browser.open(invited(daemon))
    until(driver, lambda: browser.text("title") == "Pair this device")
    press(driver)
    until(driver, lambda: browser.text("title") == "Paired")
    assert "#" not in driver.current_url
    assert browser.run("return document.cookie") == ""
    driver.find_element(By.LINK_TEXT, "Use it as a sensor").click()
    until(driver, lambda: driver.current_url.endswith("/phone/"))
    browser.fit_sensors()
    browser.start()
    until(driver, lambda: daemon.ask("GET", "/api/status")[1]["phone"])
    assert browser.complaints() == []


def test_a_phone_that_is_revoked_says_so(
    browser: PhoneBrowser, driver: WebDriver, daemon: RunningDaemon
) -> None:
    browser.open(invited(daemon))
    press(driver)
    until(driver, lambda: browser.text("title") == "Paired")
    browser.open(f"https://127.0.0.1:{daemon.port}/phone/")
    browser.fit_sensors()
    browser.start()
    until(driver, lambda: browser.text("connection") == "WebSocket")
    for device in daemon.ask("GET", "/api/devices")[1]:
        daemon.ask("DELETE", f"/api/devices/{device['id']}")
    until(driver, lambda: browser.state == "refused")
    assert "not paired" in browser.text("hint")


def test_the_dashboard_opens_once_paired(
    browser: PhoneBrowser, driver: WebDriver, daemon: RunningDaemon
) -> None:
    browser.open(f"https://127.0.0.1:{daemon.port}/")
    until(driver, lambda: browser.text("title") == "Not paired")
    assert driver.current_url.endswith("/pair")
    assert "exermoted phone pair" in browser.text("hint")
    browser.open(invited(daemon))
    driver.refresh()
    press(driver)
    until(driver, lambda: browser.text("title") == "Paired")
    driver.find_element(By.LINK_TEXT, "Open the dashboard").click()
    until(driver, lambda: "idle" in driver.find_element(By.TAG_NAME, "main").text.lower())


def test_an_address_is_good_once(
    browser: PhoneBrowser, driver: WebDriver, daemon: RunningDaemon
) -> None:
    address = invited(daemon)
    browser.open(address)
    press(driver)
    until(driver, lambda: browser.text("title") == "Paired")
    driver.delete_all_cookies()
    browser.open("about:blank")
    browser.open(address)
    press(driver)
    until(driver, lambda: browser.text("title") == "Not paired")
    assert "not good" in browser.text("hint")
    assert "exermoted phone pair" in browser.text("hint")
    assert not driver.find_element(By.ID, "form").is_displayed()
