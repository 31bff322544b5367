import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from exermoted.packaged import find_model
from exermoted.teaching import teach
from inference.taught import load_engine
from models.card import read_card, write_card
from models.memory import read_memory
from sessions.errors import ModelError, UsageError
from tests.fakes.moving import moving

LUNGE = Path(__file__).parents[2] / "docs" / "lunge"
PACKAGED = find_model("packaged")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the example in the documentation leaves in its folder."""
    folder = tmp_path_factory.mktemp("lunge")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    subprocess.run(
        [LUNGE / "lunge.sh", folder],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
    )
    return folder


def test_the_documented_example_teaches_lunges(shown: Path) -> None:
    card = read_card(shown / "my-model")
    assert card.classes == ("Break", "Burpee", "Situp", "Squat", "Lunge")
    assert card.taught == ("Lunge",)
    assert "Ada" in card.people
    assert "--quick" in card.command


def test_what_is_taught_twice_knows_both(shown: Path, tmp_path: Path) -> None:
    base = shown / "my-model"
    card = read_card(base)
    halves = {
        "Jump" if name == "Lunge" else name: each for name, each in card.counter.halves.items()
    }
    renamed = msgspec.structs.replace(
        card,
        classes=(*card.classes[:-1], "Jump"),
        taught=("Jump",),
        counter=msgspec.structs.replace(card.counter, halves=halves),
    )
    shutil.copytree(base, tmp_path / "jump")
    write_card(renamed, tmp_path / "jump")
    recorded = teach(tmp_path / "jump", [moving("Bob")], tmp_path / "both", command="test")
    assert recorded.card.taught == ("Jump",)
    assert recorded.new == ()
    assert load_engine(tmp_path / "both").card.classes[-1] == "Jump"
    assert len(read_memory(tmp_path / "both")) > len(read_memory(base))


def test_it_is_the_same_each_time(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        teach(PACKAGED, [moving("Bob")], folder, command="test")
    assert (one / "head.npz").read_bytes() == (two / "head.npz").read_bytes()


def test_a_model_without_a_memory_says_so(tmp_path: Path) -> None:
    base = tmp_path / "base"
    shutil.copytree(PACKAGED, base)
    (base / "memory.npz").unlink()
    with pytest.raises(ModelError, match=r"memory\.npz: cannot be read"):
        teach(base, [moving("Bob")], tmp_path / "taught", command="test")


def test_a_model_that_tells_no_embedding_cannot_be_taught(tmp_path: Path) -> None:
    base = tmp_path / "base"
    shutil.copytree(PACKAGED, base)
    write_card(msgspec.structs.replace(read_card(base), embedding=0), base)
    with pytest.raises(UsageError, match="cannot be taught"):
        teach(base, [moving("Bob")], tmp_path / "taught", command="test")


def test_a_recording_at_another_rate_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="wants 10 Hz"):
        teach(PACKAGED, [moving("Bob", rate_hz=20.0)], tmp_path / "taught", command="test")


def test_events_of_the_example_are_repetitions_of_lunges(shown: Path) -> None:
    events = [json.loads(line) for line in (shown / "after.jsonl").read_text().splitlines()]
    lunges = [e for e in events if e["event"] == "repetition" and e["exercise"] == "Lunge"]
    assert len(lunges) == 10
