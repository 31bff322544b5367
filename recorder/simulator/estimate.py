"""Estimates from recordings how people move and how their sensors are heard.

Run as ``python -m recorder.simulator.estimate PATH...`` with session folders or the public
Exermote recordings; writes the population that athletes are drawn from. Only means, spreads and
quantiles over many repetitions leave the recordings. The same recordings give the same arrays.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from recorder.simulator.alignment import align, holds_repetitions, is_usual, rotation_rad
from recorder.simulator.means import movements_of
from recorder.simulator.population import LEVELS, PACKAGED, Link, Population, save_population
from recorder.simulator.tracks import Heard, Track, track_of
from sessions.channels import PLACES
from sessions.errors import ExermotedError, UsageError
from sessions.load import load_recordings

_FEWEST_PACKETS = 100
"""Below this, a Nearable was heard too seldom to say how it is heard."""


def estimate(tracks: Sequence[Track]) -> Population:
    """Returns the people in some recordings.

    Raises:
        UsageError: nobody does a whole repetition in them.
    """
    usable = [track for track in tracks if holds_repetitions(track)]
    if not usable:
        raise UsageError(
            "nobody does a whole repetition in these recordings; give labelled workouts"
        )
    alignments = align(usable)
    straps = [rotation_rad(a.strap) for a in alignments if is_usual(a.strap)]
    return Population(
        movements=movements_of(usable, alignments),
        lag_s=np.array([a.lag_s for a in alignments]),
        jitter_s=float(np.concatenate([a.jitter_s for a in alignments]).std()),
        strap_rad=np.sqrt(np.mean(np.square(straps), axis=0)),
        links=links_of(usable),
    )


def links_of(tracks: Sequence[Track]) -> dict[str, Link]:
    """Returns by place how its Nearable was heard."""
    heard = {p: [track.heard[p] for track in tracks if p in track.heard] for p in PLACES}
    return {
        place: _link(own)
        for place, own in heard.items()
        if sum(len(one.time_s) for one in own) >= _FEWEST_PACKETS
    }


def _link(heard: Sequence[Heard]) -> Link:
    interval_s = np.concatenate([np.diff(one.time_s) for one in heard])
    rssi_dbm = np.concatenate([one.rssi_dbm for one in heard])
    return Link(
        np.quantile(interval_s, LEVELS), float(np.nanmean(rssi_dbm)), float(np.nanstd(rssi_dbm))
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("path", type=Path, nargs="+", help="recordings, or folders of them")
    parser.add_argument("--out", type=Path, default=PACKAGED, help="default: %(default)s")
    arguments = parser.parse_args()
    try:
        population = estimate([track_of(r) for r in load_recordings(arguments.path)])
    except ExermotedError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    save_population(population, arguments.out)
    print(_summary(population, arguments.out))
    return 0


def _summary(population: Population, path: Path) -> str:
    lines = [f"{path}: {path.stat().st_size / 1000:.0f} kB"]
    for name, movement in population.movements.items():
        lines.append(f"{name}: {len(movement.curves)} people")
    low_s, middle_s, high_s = np.quantile(population.lag_s, (0, 0.5, 1))
    lines.append(
        f"lag {low_s:.2f}, {middle_s:.2f}, {high_s:.2f} s (least, median, most); "
        f"{population.jitter_s:.2f} s from repetition to repetition"
    )
    lines.append(f"strap {np.degrees(population.strap_rad).round(1)}° about x, y, z")
    for place, link in population.links.items():
        middle_s, long_s = np.interp((0.5, 0.95), LEVELS, link.interval_s)
        lines.append(
            f"{place}: heard every {middle_s:.2f} s (median), {long_s:.2f} s (95 %), "
            f"at {link.rssi_dbm:.0f} ± {link.rssi_spread_db:.0f} dBm"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
