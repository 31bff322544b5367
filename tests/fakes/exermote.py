"""Files in the format of the public Exermote recordings, made up."""

import csv
from collections.abc import Iterable
from pathlib import Path

SITES = ("Right Hand", "Left Foot", "Chest", "Left Hand", "Belly", "Right Foot")
_SITE = (
    "nearableID",
    "frequency",
    "rssi",
    "xAcceleration",
    "yAcceleration",
    "zAcceleration",
    "currentStateDuration",
    "previousStateDuration",
    "timeStampRecorded",
)
_DEVICE = {
    "xGravity": "0.1",
    "yGravity": "-0.99",
    "zGravity": "-0.09",
    "xAcceleration": "-0.22",
    "yAcceleration": "0.1",
    "zAcceleration": "-0.1",
    "pitch": "1.43",
    "roll": "0.84",
    "yaw": "-0.71",
    "xRotationRate": "-0.38",
    "yRotationRate": "0.57",
    "zRotationRate": "0.09",
}
HEADER = (
    *(f"{site}: {name}" for site in SITES for name in _SITE),
    *(f"Device: {name}" for name in _DEVICE),
    *("exerciseType", "exerciseSubType", "timeStampSaved", "individual"),
)
_LABELS = (
    *(("setBreak", "setBreak"),) * 2,
    ("Squat", "firstHalf"),
    ("Squat", "secondHalf"),
    ("Break", "Break"),
    ("Squat", "firstHalf"),
    ("Squat", "secondHalf"),
    ("setBreak", "setBreak"),
    ("Burpee", "firstHalf"),
)


def made_up_rows() -> list[dict[str, str]]:
    """Nine rows: the phone is late, the belly has no signal strength, the chest falls silent."""
    rows = []
    for tick, (kind, half) in enumerate(_LABELS):
        saved = f"2017-04-27 21:28:42:{tick * 100 + 5:03d}"
        row = {f"{site}: {name}": "0" for site in SITES for name in _SITE}
        row |= {f"{site}: timeStampRecorded": "2017-04-27 21:28:42:010" for site in SITES}
        row |= {f"{site}: rssi": "-80" for site in SITES}
        row |= {"Left Foot: yAcceleration": "-9.80665", "Belly: rssi": "127"}
        row |= {f"Device: {name}": value if tick else "" for name, value in _DEVICE.items()}
        row |= {"exerciseType": kind, "exerciseSubType": half, "timeStampSaved": saved}
        rows.append(row | {"individual": "9"})
    for row in rows[2:]:
        row["Chest: timeStampRecorded"] = "2017-04-27 21:28:40:000"
    return rows


def write_exermote(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    """Writes rows as a public recording."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    return path
