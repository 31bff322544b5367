"""The whole way from the public recordings to figures on a person who was not seen.

Seeds 1 to 3 came to an accuracy of .956 to .957 and to .93 to .97 of the sets exact, which the
floors leave a margin to. Where answers are told a second too late, accuracy is .77; where the state
is lost, .35; where a phone that sits otherwise is not turned upright, .64.
"""

import json
from pathlib import Path

import pytest

from exermoted.cli import run
from inference.engine import TFLiteEngine
from models.card import BREAK, Card, CounterSettings, Halves, write_card

PERSON = "Individual 4"
EPOCHS = 25
COUNTER = CounterSettings(
    kind="phases",
    delay_steps=10,
    halves={
        "Burpee": Halves(first_steps=13, second_steps=22, turn_to_end_steps=24),
        "Situp": Halves(first_steps=18, second_steps=14, turn_to_end_steps=17),
        "Squat": Halves(first_steps=13, second_steps=12, turn_to_end_steps=12),
    },
    sure=1.0,
    likely=0.8,
    possible=0.5,
    fade=0.05,
)
"""As it was tuned on the three others."""


def write_settings(folder: Path) -> Path:
    """Writes a card with settings to be taken, without a network."""
    folder.mkdir()
    card = Card(
        architecture="tcn",
        classes=(BREAK, *COUNTER.halves),
        channels=(),
        rate_hz=10.0,
        window_steps=63,
        delay_steps=20,
        delays_steps=(5, 10, 20),
        phases=True,
        temperatures=(0.8, 0.8, 0.8),
        counter=COUNTER,
    )
    write_card(card, folder)
    return folder


@pytest.mark.slow
@pytest.mark.train
@pytest.mark.usefixtures("tensorflow")
def test_a_network_recognises_and_counts_somebody_it_has_not_seen(
    public: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, settings = tmp_path / "model", write_settings(tmp_path / "settings")
    arguments = ["--holdout", PERSON, "--epochs", str(EPOCHS), "--settings", str(settings)]
    assert run(["train", str(public), *arguments, "--out", str(folder), "--json"]) == 0
    (made,) = json.loads(capsys.readouterr().out)["models"]
    assert made["card"]["held_out"] == [PERSON]
    assert made["card"]["metrics"]["accuracy"] >= 0.94
    assert made["card"]["metrics"]["macro_f1"] >= 0.93
    assert made["card"]["metrics"]["sets_exact"] >= 0.85
    assert TFLiteEngine(folder).card.counter == COUNTER

    recordings = [str(path) for path in sorted(public.glob(f"*{PERSON}.csv"))]
    assert run(["evaluate", str(folder), *recordings, "--disturb", "rotate", "--json"]) == 0
    turned = json.loads(capsys.readouterr().out)
    assert turned["accuracy"] >= 0.94
    assert turned["sets_exact"] >= 0.85
    assert turned["mounting"]["known"]["never"] == 0
    assert turned["mounting"]["known"]["median_s"] < 8
