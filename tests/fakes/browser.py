"""A phone's browser: Chromium with sensors that a test sets."""

import gc
import math
import shutil
import warnings
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.fakes.pictures import keep
from tests.fakes.waiting import finish

T = TypeVar("T")

HOST = "exermote.test"
"""A name that leads to this machine, and that a browser does not trust as it trusts localhost."""

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")
STANDARD_GRAVITY = 9.80665
SENSORS = ("accelerometer", "linear-acceleration", "gyroscope")

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--ignore-certificate-errors",
    f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
)
_UPRIGHT = {"width": 390, "height": 844, "deviceScaleFactor": 1.5, "mobile": True}


def run(test: Coroutine[None, None, T]) -> T:
    """Runs a test of a page and the server of it, which is in this process.

    Chromium may agree on TLS when its server has gone already; nobody ends such a connection, and
    no test after this one is to be charged with it.
    """
    try:
        return finish(test)
    finally:
        with warnings.catch_warnings(action="ignore", category=ResourceWarning):
            gc.collect()


class PhoneBrowser:
    """A tab of its own at the size of a phone."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self._driver = driver
        self._sensors: tuple[str, ...] = ()
        driver.switch_to.new_window("tab")
        self._page = driver.current_window_handle
        self.complaints()  # of another page's last moments, which are none of this one's
        self.tell("Emulation.setDeviceMetricsOverride", **_UPRIGHT)

    def tell(self, command: str, **values: Any) -> None:
        """Sends a command of the browser's own protocol."""
        self._driver.execute_cdp_cmd(command, values)

    def fit_sensors(self, kinds: Sequence[str] = SENSORS) -> None:
        """Fits the phone with motion sensors, lying on its back."""
        self._sensors = tuple(kinds)
        metadata = {"available": True, "minimumFrequency": 1, "maximumFrequency": 100}
        for kind in kinds:
            self.tell(
                "Emulation.setSensorOverrideEnabled", enabled=True, type=kind, metadata=metadata
            )
        self.move((0.0, 0.0, 1.0))

    def move(
        self,
        total_g: tuple[float, float, float],
        acceleration_g: tuple[float, float, float] = (0.0, 0.0, 0.0),
        rotation_rad_s: tuple[float, float, float] = (0.0, 0.0, 0.0),
    ) -> None:
        """Sets what the sensors measure, with Android's sign."""
        x, y, z = (value * STANDARD_GRAVITY for value in total_g)
        self._read("accelerometer", x, y, z)
        x, y, z = (value * STANDARD_GRAVITY for value in acceleration_g)
        self._read("linear-acceleration", x, y, z)
        self._read("gyroscope", *rotation_rad_s)

    def pitch(self, angle_rad: float) -> None:
        """Sets how far it is raised; a browser tells only what changes."""
        x, w = math.sin(angle_rad / 2), math.cos(angle_rad / 2)
        reading = {"quaternion": {"x": x, "y": 0.0, "z": 0.0, "w": w}}
        self.tell(
            "Emulation.setSensorOverrideReadings", type="relative-orientation", reading=reading
        )

    def open(self, address: str) -> None:
        self._driver.get(address)

    def start(self) -> None:
        self._driver.find_element(By.ID, "start").click()

    def press_start(self) -> None:
        """Starts by the keyboard alone."""
        keys = webdriver.ActionChains(self._driver)
        keys.send_keys(Keys.TAB).send_keys(Keys.ENTER).perform()

    def hide(self) -> None:
        """Brings another tab to the front."""
        self._driver.switch_to.new_window("tab")

    def show(self) -> None:
        """Brings the page back to the front."""
        self._driver.close()
        self._driver.switch_to.window(self._page)

    def darken(self) -> None:
        """Switches to the dark colours."""
        feature = {"name": "prefers-color-scheme", "value": "dark"}
        self.tell("Emulation.setEmulatedMedia", features=[feature])

    def close(self) -> None:
        """Closes the tab; the browser stays."""
        self._driver.close()
        self._driver.switch_to.window(self._driver.window_handles[0])

    @property
    def state(self) -> str:
        """What the page is doing: idle, waiting, laying, streaming, …"""
        return str(self._driver.find_element(By.TAG_NAME, "body").get_attribute("data-state"))

    def text(self, element: str) -> str:
        return self._driver.find_element(By.ID, element).text

    def run(self, script: str) -> Any:
        return self._driver.execute_script(script)

    def save(self, path: Path) -> None:
        """Saves what the phone shows."""
        keep(self._driver.get_screenshot_as_png(), path)

    def complaints(self) -> list[str]:
        """Returns what the page's console has complained of."""
        return [entry["message"] for entry in self._driver.get_log("browser")]  # type: ignore[no-untyped-call] # Selenium's

    def _read(self, kind: str, x: float, y: float, z: float) -> None:
        if kind not in self._sensors:
            return
        reading = {"xyz": {"x": x, "y": y, "z": z}}
        self.tell("Emulation.setSensorOverrideReadings", type=kind, reading=reading)


@contextmanager
def chromium(folder: Path) -> Iterator[webdriver.Chrome]:
    """Runs Chromium with a profile of its own in ``folder``."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*_FLAGS, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, Service(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()
