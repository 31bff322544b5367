"""Sound: whether the output can be opened, and a tone to hear it by."""

import asyncio
import time

from exermoted.config import Config
from exermoted.doctor.finding import Finding, ok, warning
from recorder.coach import ALERT_LENGTH_S, Alert
from recorder.sound.player import Player
from sessions.errors import DataError, UsageError

SETTLE_S = 0.5


async def check_sound(config: Config, play: bool) -> Finding:
    """Opens the output for a moment; without it cues are shown and recordings go on."""
    todo = "name a device at 'sound' in the configuration; 'python -m sounddevice' lists them"
    try:
        player = Player.of(config.sound)
    except (UsageError, DataError) as problem:
        return warning("sound", str(problem), "mend 'sound' in the configuration")
    await player.open(time.monotonic)
    try:
        if play and player.heard:
            await player.prepare((Alert(0.0),))
            player.start(time.monotonic() + SETTLE_S)
            await asyncio.sleep(2 * SETTLE_S + ALERT_LENGTH_S)
        notes = "; ".join(player.notes())
        if not player.heard:
            return warning("sound", notes or "the output does not open", todo)
        return ok("sound", "a tone was played" if play else "the output opens")
    finally:
        await player.close()
