import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from sessions.folder import read_session
from sessions.importing import write_recording
from sessions.info import read_info
from tests.conftest import ROOT
from tests.fakes.recordings import swinging

FULL = """
import resource, sys
from pathlib import Path
from sessions.errors import DataError
from sessions.importing import write_recording
from tests.fakes.recordings import swinging
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    write_recording(swinging(), Path(sys.argv[1]), [])
except DataError as error:
    print(error)
"""


def test_a_recording_from_elsewhere_becomes_a_session(tmp_path: Path) -> None:
    found = replace(swinging(), trimmed_s={"Squat": 0.2})
    folder = write_recording(found, tmp_path, ["found in a drawer"])
    assert read_info(folder).state == "imported"
    assert read_info(folder).notes == ("found in a drawer",)
    assert list(read_session(folder).labels) == list(found.labels)
    assert read_session(folder).trimmed_s == found.trimmed_s


def test_what_the_disk_does_not_take_leaves_nothing(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "cannot be written" in ran.stdout
    assert not list(tmp_path.iterdir())
