"""``make install`` and ``make uninstall``, into a folder."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Machine:
    """What is installed goes below a folder, as if that were a machine's root."""

    root: Path

    def make(self, target: str, **variables: str) -> str:
        said = [f"{name}={value}" for name, value in {"DESTDIR": self.root, **variables}.items()]
        command = ["make", "--directory", str(ROOT), target, *said]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def files(self) -> set[str]:
        """Returns what lies there, without what is inside the virtual environments."""
        found = (path.relative_to(self.root).as_posix() for path in self.root.rglob("*"))
        return {path for path in found if path.count("/releases/") == 0}

    @property
    def config(self) -> Path:
        return self.root / "etc/exermoted/config.yaml"

    @property
    def release(self) -> Path:
        return (self.root / "opt/exermoted/bin/exermoted").resolve().parent.parent


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    machine = Machine(tmp_path_factory.mktemp("machine"))
    machine.make("install", EXTRAS="mqtt")
    yield machine
    shutil.rmtree(machine.root)


def test_everything_has_its_place(machine: Machine) -> None:
    assert machine.files() >= {
        "etc/dbus-1/system.d/exermoted.conf",
        "etc/exermoted/config.yaml",
        "etc/systemd/system/exermoted.service",
        "etc/sysusers.d/exermoted.conf",
        "etc/fish/completions/exermoted.fish",
        "opt/exermoted/bin/exermoted",
        "usr/local/bin/exermoted",
        "usr/local/share/bash-completion/completions/exermoted",
        "usr/local/share/zsh/site-functions/_exermoted",
    }
    link = machine.root / "usr/local/bin/exermoted"
    assert link.readlink() == Path("/opt/exermoted/bin/exermoted")
    assert machine.config.stat().st_mode & 0o777 == 0o640


def test_what_is_installed_runs(machine: Machine) -> None:
    command = [str(machine.release / "bin/python"), "-P", "-m", "exermoted", "--version"]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    assert ran.stdout.startswith("exermoted ")


def test_nothing_names_the_folder_it_was_staged_in(machine: Machine) -> None:
    texts = [machine.release / "pyvenv.cfg", *(machine.release / "bin").iterdir()]
    staged = [file for file in texts if str(machine.root).encode() in file.read_bytes()]
    assert staged == []


def test_completion_is_each_shells_own(machine: Machine) -> None:
    share = machine.root / "usr/local/share"
    bash = share / "bash-completion/completions/exermoted"
    subprocess.run(["bash", "-n", str(bash)], check=True)
    assert "complete -o default -F _exermoted_completion exermoted" in bash.read_text()
    zsh = share / "zsh/site-functions/_exermoted"
    assert zsh.read_text().startswith("#compdef exermoted\n")
    fish = machine.root / "etc/fish/completions/exermoted.fish"
    assert fish.read_text().startswith("complete --command exermoted ")


def test_again_it_replaces_the_program_and_keeps_what_was_said(machine: Machine) -> None:
    before, files = machine.release, machine.files()
    machine.config.write_text("source: sim\n")
    said = machine.make("install")
    assert "config.yaml.new" in said
    assert machine.config.read_text() == "source: sim\n"
    assert machine.files() == files | {"etc/exermoted/config.yaml.new"}
    assert machine.release != before
    assert not before.exists()
    assert list(machine.release.glob("lib/python3*/site-packages/aiomqtt"))


def test_it_leaves_configuration_alone_when_it_goes(machine: Machine) -> None:
    assert "Kept" in machine.make("uninstall")
    left = {path for path in machine.files() if not (machine.root / path).is_dir()}
    assert left == {"etc/exermoted/config.yaml", "etc/exermoted/config.yaml.new"}
    assert not (machine.root / "opt/exermoted").exists()
    machine.make("uninstall", PURGE="1")
    assert not machine.config.parent.exists()


def test_a_prefix_that_others_live_in_stays(tmp_path: Path) -> None:
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "usr/bin/other").touch()
    machine = Machine(tmp_path)
    machine.make("uninstall", PREFIX="/usr")
    assert (tmp_path / "usr/bin/other").exists()
