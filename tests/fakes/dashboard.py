"""The dashboard as a person sees and handles it, in a window of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.fakes.pictures import keep
from tests.fakes.waiting import PATIENCE_S

DESKTOP = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
PHONE = {"width": 320, "height": 640, "deviceScaleFactor": 2, "mobile": True}
MOBILE = PHONE | {"width": 390, "height": 844, "deviceScaleFactor": 1.5}

_AFTER_TWO_FRAMES = "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))"


class DashboardPage:
    """A window that shows a daemon's dashboard."""

    def __init__(
        self, driver: webdriver.Chrome, address: str, size: dict[str, Any] = DESKTOP
    ) -> None:
        self._driver = driver
        self._others = list(driver.window_handles)
        driver.switch_to.new_window("window")
        self._window = driver.current_window_handle
        self._address = address
        self.resize(size)
        driver.get(address)

    def open(self, path: str) -> None:
        """Shows another page of the daemon."""
        self._driver.get(self._address + path.removeprefix("/"))

    def resize(self, size: dict[str, Any]) -> None:
        """Makes the window another one's size."""
        self.tell("Emulation.setDeviceMetricsOverride", **size)

    def tell(self, command: str, **values: Any) -> None:
        """Sends a command of the browser's own protocol."""
        self._driver.execute_cdp_cmd(command, values)

    def look(self) -> None:
        """Turns to this window."""
        self._driver.switch_to.window(self._window)

    def another_shows(self, words: str) -> None:
        """Returns once the window that was opened last shows ``words``, and closes that one."""
        self._driver.switch_to.window(self._driver.window_handles[-1])
        body = (By.TAG_NAME, "body")
        self.until(lambda: words in self._driver.find_element(*body).text, f"'{words}' elsewhere")
        self._driver.close()
        self.look()

    def close(self) -> None:
        self.look()
        self._driver.close()
        self._driver.switch_to.window(self._others[0])

    def text(self, element: str) -> str:
        return self._driver.find_element(By.ID, element).text

    def run(self, script: str) -> Any:
        return self._driver.execute_script(script)

    def of_module(self, module: str, expression: str) -> Any:
        """Returns what an expression gives, in which ``the`` is one of the page's modules."""
        return self._driver.execute_async_script(
            f"import('/dashboard/{module}').then((the) => arguments[0]({expression}))"
        )

    def fill(self, **fields: str) -> None:
        """Fills in the form; a field that is folded away is filled in, too."""
        self.run("document.querySelector('.more').open = true")
        for name, value in fields.items():
            field = self._driver.find_element(By.CSS_SELECTOR, f"#start [name={name}]")
            if field.tag_name == "input":
                field.clear()
            field.send_keys(value)

    def press(self, name: str) -> None:
        """Presses the button that is called so, as soon as it is there and holds still."""
        buttons = self._driver.find_elements(By.XPATH, f"//button[normalize-space()='{name}']")
        self.until(lambda: any(b.is_displayed() for b in buttons), f"the button '{name}'")
        button = next(button for button in buttons if button.is_displayed())
        self.until(lambda: self._rests(button), f"the button '{name}' at rest")
        button.click()

    def _rests(self, button: WebElement) -> bool:
        before = button.rect
        self._driver.execute_async_script(_AFTER_TWO_FRAMES)
        return button.rect == before

    def press_summary(self, name: str) -> None:
        """Unfolds what is called so."""
        self._driver.find_element(By.XPATH, f"//summary[normalize-space()='{name}']").click()

    def figure(self, stage: str) -> int:
        """Returns the large number of a stage; 0 where there is none."""
        return int(self._driver.find_element(By.CSS_SELECTOR, f"#{stage} .big").text or 0)

    def said(self) -> str:
        """Returns what a screen reader was told last."""
        return str(self.run("return document.getElementById('spoken').textContent"))

    def click(self, link: str) -> None:
        self._driver.find_element(By.LINK_TEXT, link).click()

    def type(self, *keys: str) -> None:
        """Types on the keyboard, at whatever has the focus."""
        webdriver.ActionChains(self._driver).send_keys(*keys).perform()

    def tab_to(self, name: str) -> None:
        """Moves on by the keyboard until what has the focus is called ``name``."""
        for _ in range(60):
            if self.focused() == name:
                return
            self.type(Keys.TAB)
        raise AssertionError(f"the keyboard does not reach '{name}'")

    def focused(self) -> str:
        """Returns what has the focus is called, as a screen reader would say it."""
        return str(self._driver.switch_to.active_element.accessible_name)

    def shows(self, element: str, words: str) -> None:
        """Returns once an element shows ``words``; fails after a while."""
        self.until(lambda: words in self.text(element), f"'{words}' in #{element}")

    def until(self, happened: Callable[[], object], what: str) -> None:
        """Returns as soon as ``happened`` says so; fails after a while."""
        waiting = WebDriverWait(self._driver, PATIENCE_S, poll_frequency=0.05)
        waiting.until(lambda _: happened(), f"not seen: {what}")

    def drawing(self) -> str:
        """Returns what is drawn of the first stream's signals."""
        return str(self.run("return document.querySelector('canvas').toDataURL()"))

    def save(self, path: Path) -> None:
        """Saves what the window shows."""
        keep(self._driver.get_screenshot_as_png(), path)

    def save_part(self, element: str, path: Path) -> None:
        """Saves what the window shows of one element."""
        keep(self._driver.find_element(By.ID, element).screenshot_as_png, path)

    def complaints(self) -> list[str]:
        """Returns what the page's console has complained of."""
        return [entry["message"] for entry in self._driver.get_log("browser")]  # type: ignore[no-untyped-call] # Selenium's
