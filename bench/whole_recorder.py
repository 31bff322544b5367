"""Claim: the whole recorder keeps up: six Nearables, a phone and sound in one workout.

``exermoted record --source ble,phone`` runs in a process of its own and is measured from outside.
Nearables reach it through bleak and a BlueZ of our own on a private bus; the phone is its page in
Chromium over https, with emulated sensors; both are worn by the simulated athlete. What it plays
is captured behind PulseAudio, in real time. With ``--faults`` bluetoothd dies for some seconds
and the phone's page is closed for good.

Needs dbus-daemon, Chromium with its driver, PulseAudio, and the extra ``report`` for the picture.
Run: ``python -m bench.whole_recorder --minutes 2 --out recordings/whole``
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from exermoted.config import load_config
from exermoted.phones import phone_of
from recorder.coach import Whistle, cues
from sessions.exercises import load_exercises
from sessions.folder import PARTIAL_NAME
from sessions.info import SessionInfo, read_info
from sessions.load import read_recording
from sessions.recording import Recording
from sessions.script import generate, script_of
from tests.conftest import ROOT
from tests.fakes.athlete import WearingAthlete
from tests.fakes.bluez import FakeBluez
from tests.fakes.browser import PhoneBrowser, chromium
from tests.fakes.dbus import running_bus
from tests.fakes.sensors import SIX, bus_folder
from tests.fakes.usage import Usage
from tests.recorder.sound.capture import RATE_HZ, Captured, SoundServer
from tests.recorder.sound.measure import onset

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FITTED = ("accelerometer", "gyroscope")
"""The browser is told of one sensor after the other: it cannot tell a difference of two of them."""

AWAY_S = 8.0
ONSET_REACH_S = 0.15
LOOK_S = 0.05
START_LIMIT_S = 60.0
PLOTTED = (
    ("phone.gravity", "gravity, phone (g)"),
    ("phone.acceleration", "acceleration, phone (g)"),
    ("right_hand.acceleration", "right hand (g)"),
    ("left_foot.acceleration", "left foot (g)"),
)


@dataclass
class Run:
    """One workout as it was recorded.

    Attributes:
        folder: of the session.
        usage: of the recorder's process, from the first frame on.
        told: by place, how many packets BlueZ passed on from the first frame on.
        captured: what was heard.
    """

    folder: Path
    usage: Usage
    told: dict[str, int]
    captured: Captured


def configuration(out: Path) -> Path:
    with socket.socket() as probe:
        probe.bind(("", 0))
        port = probe.getsockname()[1]
    path = out / "config.yaml"
    phone = {"network": True, "port": port, "folder": str((out / "phone").resolve())}
    path.write_text(json.dumps({"sensors": SIX, "phone": phone}))
    return path


async def program(*arguments: str, environment: dict[str, str]) -> asyncio.subprocess.Process:
    """Starts ``exermoted``."""
    command = ("-m", "exermoted", *arguments)
    env = {**os.environ, **environment}
    return await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, env=env, stdout=asyncio.subprocess.PIPE
    )


async def streaming(phone: PhoneBrowser, config: Path) -> None:
    """Connects the phone as a person does: with ``exermoted phone``, before the workout."""
    shown = await program("phone", "--json", "--config", str(config), environment={})
    assert shown.stdout
    await shown.stdout.readline()  # the invitation: it listens
    await asyncio.to_thread(phone.fit_sensors, FITTED)
    await asyncio.to_thread(phone.open, phone_of(load_config(config).phone).address or "")
    await asyncio.to_thread(phone.start)
    while await asyncio.to_thread(lambda: phone.state) != "streaming":  # noqa: ASYNC110 # a page elsewhere
        await asyncio.sleep(LOOK_S)
    shown.send_signal(signal.SIGINT)
    await shown.communicate()


def has_begun(sessions: Path) -> bool:
    return any(sessions.glob(f"*/{PARTIAL_NAME}"))


async def first_frame(sessions: Path, recorder: asyncio.subprocess.Process) -> None:
    deadline_s = time.monotonic() + START_LIMIT_S
    while not has_begun(sessions):
        assert recorder.returncode is None, "the recorder has ended"
        assert time.monotonic() < deadline_s, "the recorder does not begin"
        await asyncio.sleep(LOOK_S)


async def spoil(athlete: WearingAthlete, duration_s: float) -> None:
    """Lets bluetoothd die and come back, and the phone's page be closed."""
    await asyncio.sleep(duration_s / 3)
    await athlete.bluez.kill()
    await asyncio.sleep(AWAY_S)
    await athlete.bluez.start()
    await asyncio.sleep(duration_s / 3 - AWAY_S)
    phone, athlete.phone = athlete.phone, None
    await asyncio.sleep(1.0)  # its last movement is over
    if phone is not None:
        await asyncio.to_thread(phone.close)


async def record(
    options: argparse.Namespace, out: Path, phone: PhoneBrowser, server: SoundServer, bus: str
) -> Run:
    """Records one workout in a folder of its own."""
    config, duration_s = configuration(out), 60 * options.minutes
    script = generate(load_exercises(), options.seed, duration_s)
    await streaming(phone, config)
    bluez = FakeBluez(bus)
    await bluez.start()
    athlete, usage = WearingAthlete(bluez, phone), Usage()
    resting = asyncio.create_task(athlete.rest())
    with server.capturing() as captured:
        recorder = await program(
            *("record", "--subject", "Ada", "--source", "ble,phone", "--json"),
            *("--duration", f"{duration_s:g}s", "--seed", str(options.seed)),
            *("--config", str(config), "--out", str(out)),
            environment={"DBUS_SYSTEM_BUS_ADDRESS": bus, "ALSA_CONFIG_PATH": str(server.alsa)},
        )
        ended = asyncio.create_task(recorder.communicate())
        await first_frame(out, recorder)
        resting.cancel()
        told = {place: sensor.told for place, sensor in athlete.worn.items()}
        tasks = [asyncio.create_task(athlete.train(script, options.seed))]
        tasks += [asyncio.create_task(spoil(athlete, duration_s))] if options.faults else []
        watching = asyncio.create_task(usage.watch(recorder.pid))
        answer = json.loads((await ended)[0])
        told = {place: sensor.told - told[place] for place, sensor in athlete.worn.items()}
        await asyncio.gather(watching, *tasks)
    await bluez.kill()
    return Run(Path(answer["folder"]), usage, told, captured)


def start_s(recording: Recording, info: SessionInfo) -> float:
    """Returns when tick 0 was due on the monotonic clock, to about half a millisecond.

    Rows tell the wall time, cut to whole milliseconds, at which each tick was handled.
    """
    told_s = [f.utc_s - f.time_s for f in recording.frames if f.utc_s is not None]
    late_s = info.ticks.late_median_ms / 1000
    return statistics.median(told_s) + 0.0005 - late_s - (time.time() - time.monotonic())


def alignment_ms(run: Run, recording: Recording, info: SessionInfo) -> list[float]:
    """Returns how much later than its label's edge in ``frames.csv`` each whistle is heard."""
    begun_s = start_s(recording, info)
    late_ms = []
    for cue in cues(script_of(recording.labels, recording.rate_hz), {}):
        if isinstance(cue, Whistle):
            edge = run.captured.sample_at(begun_s + cue.start_s)
            heard = onset(run.captured.sound, edge, round(ONSET_REACH_S * RATE_HZ))
            late_ms.append(float("nan") if heard is None else 1000 * (heard - edge) / RATE_HZ)
    return late_ms


def tell(run: Run) -> None:
    recording, info = read_recording(run.folder), read_info(run.folder)
    print(f"{run.folder}: {info.state}, {info.frames} frames at {info.rate_hz:g} Hz\n")
    print("| stream | passed on | samples | Hz | missing | stale | gaps | longest gap, s |")
    print("|---|---|---|---|---|---|---|---|")
    for name, s in info.streams.items():
        counts = f"{s.samples} | {s.rate_hz:.1f} | {s.missing} | {s.stale} | {s.gaps}"
        print(f"| {name} | {run.told.get(name, '')} | {counts} | {s.longest_gap_s:.2f} |")
    late_ms = np.array(alignment_ms(run, recording, info))
    heard_ms = np.abs(late_ms[~np.isnan(late_ms)])
    print(f"\nwhistles heard          {len(heard_ms)} of {len(late_ms)}")
    print(
        f"off their label's edge  median {np.median(heard_ms):.1f} ms, max {heard_ms.max():.1f} ms"
        f" (the machine stalled the capture for {1000 * run.captured.stalled_s:.0f} ms at most)"
    )
    ticks = info.ticks
    print(f"ticks late              median {ticks.late_median_ms} ms, max {ticks.late_max_ms} ms")
    print(f"ticks missed            {ticks.missed}")
    print(f"underruns               {info.underruns}")
    print(f"share of one core       {run.usage.share:.1%}")
    print(f"peak resident memory    {run.usage.peak_kib / 1024:.0f} MiB")
    print("notes", *info.notes, sep="\n  ")


def picture(recording: Recording, path: Path) -> None:
    """Draws some signals over the labels."""
    from matplotlib import patches, pyplot  # noqa: PLC0415 - of the report extra

    times_s = [frame.time_s for frame in recording.frames]
    values = np.array([frame.values for frame in recording.frames])
    names = [channel.column for channel in recording.channels]
    exercises = sorted({label.exercise for label in recording.labels if label.exercise})
    colours = dict(zip(exercises, ("tab:orange", "tab:blue", "tab:green"), strict=False))
    figure, axes = pyplot.subplots(len(PLOTTED), sharex=True, figsize=(11, 7), layout="constrained")
    for plot, (start, title) in zip(axes, PLOTTED, strict=True):
        for name in (name for name in names if name.startswith(start)):
            axis = name.split("_")[-2]
            plot.plot(times_s, values[:, names.index(name)], linewidth=0.8, label=axis)
        _shade(plot, recording, colours)
        plot.set_title(title, loc="left", fontsize=9)
        plot.margins(x=0)
    axes[0].legend(loc="upper left", ncols=3, fontsize=8)
    fields = [patches.Patch(color=colour, alpha=0.4) for colour in colours.values()]
    figure.legend(fields, list(colours), loc="outside upper right", ncols=3, fontsize=9)
    axes[-1].set_xlabel("seconds; darker: first half, lighter: second half, white: break")
    figure.savefig(path, dpi=75)
    pyplot.close(figure)


def _shade(plot: "Axes", recording: Recording, colours: dict[str, str]) -> None:
    for segment in script_of(recording.labels, recording.rate_hz).segments:
        label = segment.label
        if label.is_moving and label.exercise:
            alpha = 0.45 if label.phase == "first_half" else 0.2
            colour = colours[label.exercise]
            plot.axvspan(segment.start_s, segment.end_s, color=colour, alpha=alpha, linewidth=0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="keeps the session there, with its picture")
    parser.add_argument("--faults", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        made = stack.enter_context(tempfile.TemporaryDirectory(prefix="exermoted"))
        out = options.out or Path(made)
        out.mkdir(parents=True, exist_ok=True)
        folder = stack.enter_context(bus_folder())
        bus = stack.enter_context(running_bus(folder))
        server = SoundServer(folder)
        server.start()
        stack.callback(server.kill)
        phone = PhoneBrowser(stack.enter_context(chromium(Path(made) / "profile")))
        run = asyncio.run(record(options, out.resolve(), phone, server, bus))
        tell(run)
        picture(read_recording(run.folder), run.folder / "recording.png")


if __name__ == "__main__":
    main()
