"""Claim: a phone that sends 60 readings a second by the page costs less than 2 % of one core.

From the page's JSON, 20 messages a second of accelerometer and gyroscope, to samples: decoding,
order, clock, orientation filter. The network is not in it.
Run: ``python -m bench.phone_stream``
"""

import json
import math
import time

from recorder.phone import page
from recorder.phone.intake import Intake
from recorder.phone.reading import Convention

RATE_HZ = 60
PER_MESSAGE = 3
SECONDS = 60


def messages() -> list[str]:
    """A minute of a phone that is turned about; no gravity, so that the filter has to work."""
    rows = [
        [
            *(1000 * time_s, None, None, None),
            *(9.8 * math.sin(time_s), 9.8 * math.cos(time_s), 0.5),
            *(math.degrees(1.0), 0.0, 5.0),
        ]
        for time_s in (number / RATE_HZ for number in range(RATE_HZ * SECONDS))
    ]
    return [
        json.dumps(
            {
                "device": "phone",
                "session": "one",
                "number": number,
                "motion": rows[number : number + PER_MESSAGE],
                "orientation": [],
            }
        )
        for number in range(0, len(rows), PER_MESSAGE)
    ]


def main() -> None:
    sent = messages()
    now_s = 0.0
    intake = Intake(lambda: now_s, Convention.ANDROID)
    samples = 0
    start_s = time.process_time()
    for message in sent:
        now_s += PER_MESSAGE / RATE_HZ
        intake.take(page.decode(message).batch)
        samples += sum(1 for _ in intake.read(now_s))
    spent_s = time.process_time() - start_s
    print(f"samples                 {samples:8d}")
    print(f"processor time a sample {1e6 * spent_s / samples:8.0f} µs")
    print(f"share of one core       {100 * spent_s / SECONDS:8.2f} %")


if __name__ == "__main__":
    main()
