import pytest

from exermoted import VERSION
from exermoted.cli import run

Capture = pytest.CaptureFixture[str]


def test_the_version(capsys: Capture) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"exermoted {VERSION}\n"


def test_every_command_is_listed(capsys: Capture) -> None:
    assert run(["--help"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in ("record", "live", "script", "sessions", "evaluate"))


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["scrip"], "No such command 'scrip'"),
        (["record"], "Missing option '--subject'"),
        (["script", "--seed", "-1"], "Invalid value for '--seed'"),
        (["script", "--duration", "soon"], "'soon' is no length"),
        (["record", "--subject", "", "--source", "sim"], "needs a letter or a digit"),
        (["record", "--subject", "💪", "--source", "sim"], "needs a letter or a digit"),
        (["record", "--subject", "x" * 300, "--source", "sim"], "at most 100 characters"),
        (["record", "--subject", "Ada"], "no source is configured"),
        (["record", "--subject", "Ada", "--source", "radio"], "no source 'radio'"),
        (["record", "--subject", "Ada", "--source", "sim", "--rate", "0"], "--rate is between"),
        (["record", "--subject", "Ada", "--source", "sim", "--speed", "0"], "--speed is above 0"),
        (["live", "--source", "sim", "--config", "/no/file"], "/no/file: cannot be read"),
    ],
)
def test_what_cannot_be_is_one_line_and_exit_status_2(
    arguments: list[str], complaint: str, capsys: Capture
) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert complaint in said.err
    assert said.err.count("\n") == 1
