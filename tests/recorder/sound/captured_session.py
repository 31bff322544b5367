"""Plays the cues of a workout on whatever ALSA is told to be the sound card, and tells how it went.

Run in a process of its own, as ALSA reads its configuration once:
``python captured_session.py SEED SECONDS CACHE``; one JSON object on standard output.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from recorder.coach import cues
from recorder.sound.engines import engine_for
from recorder.sound.language import load_language
from recorder.sound.output import PortAudio
from recorder.sound.player import Player
from recorder.sound.settings import SoundSettings
from sessions.exercises import load_exercises
from sessions.script import generate

LEAD_S = 0.5
TAIL_S = 0.5


async def main(seed: int, duration_s: float, cache: Path) -> None:
    settings = SoundSettings()
    language = load_language(settings.language)
    player = Player(
        PortAudio(settings), engine_for(settings, language), language, settings.rate_hz, cache
    )
    exercises = load_exercises()
    await player.open(time.monotonic)
    await player.prepare(
        cues(generate(exercises, seed, duration_s), language.announcements(exercises))
    )
    start_s = time.monotonic() + LEAD_S
    player.start(start_s)
    await asyncio.sleep(LEAD_S + duration_s + TAIL_S)
    counts = player.counts
    await player.close()
    told = {"start_s": start_s, "underruns": counts.underruns, "opened": counts.opened}
    print(json.dumps(told | {"notes": list(player.notes())}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3])))
