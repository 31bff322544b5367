"""Plays the cues of a workout on whatever ALSA is told to be the sound card, and tells how it went.

Run in a process of its own, as ALSA reads its configuration once:
``python captured_session.py SEED SECONDS SET_BREAK_S CACHE``; one JSON object on standard output.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from recorder.sound.engines import engine_for
from recorder.sound.language import load_language
from recorder.sound.output import PortAudio
from recorder.sound.player import Player
from recorder.sound.settings import SoundSettings
from tests.recorder.sound.workout import workout

LEAD_S = 0.5
TAIL_S = 0.5


async def main(seed: int, duration_s: float, set_break_s: float, cache: Path) -> None:
    settings = SoundSettings()
    language = load_language(settings.language)
    player = Player(
        PortAudio(settings), engine_for(settings, language), language, settings.rate_hz, cache
    )
    await player.open(time.monotonic)
    await player.prepare(workout(seed, duration_s, set_break_s))
    start_s = time.monotonic() + LEAD_S
    player.start(start_s)
    await asyncio.sleep(LEAD_S + duration_s + TAIL_S)
    counts = player.counts
    await player.close()
    told = {"start_s": start_s, "underruns": counts.underruns, "opened": counts.opened}
    print(json.dumps(told | {"notes": list(player.notes())}))


if __name__ == "__main__":
    seed, duration_s, set_break_s, cache = sys.argv[1:]
    asyncio.run(main(int(seed), float(duration_s), float(set_break_s), Path(cache)))
