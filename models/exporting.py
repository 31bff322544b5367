"""Exporting a model: what differs from its source is not written."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.card import Card
from models.comparing import agreement, differences
from models.formats import Format, Limits
from models.sources import Source
from sessions.errors import ModelError, UsageError


@dataclass(frozen=True)
class Exported:
    """An export that answers as its source does.

    Attributes:
        format: its name.
        path: where it lies.
        size_bytes: of all of its files.
        rows: it was compared on.
        differences: of each answer, the largest.
        agreement: the share of scores whose likeliest output is the same.
        limits: how far they might have been.
    """

    format: str
    path: Path
    size_bytes: int
    rows: int
    differences: Mapping[str, float]
    agreement: float
    limits: Limits

    @property
    def difference(self) -> float:
        """The largest of all."""
        return max(self.differences.values())


def export(source: Source, card: Card, form: Format, path: Path) -> Exported:
    """Writes an export beside its place, reads it again, compares it, and puts it there.

    Args:
        source: trained networks.
        card: what they are.
        form: what they are written as.
        path: where to.

    Raises:
        ModelError: it answers differently, and nothing is left of it; or it cannot be written so.
        UsageError: something is there already, or nothing can be written there.
    """
    check_free(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as scratch:
            made = Path(scratch) / path.name
            form.write(source, card, made)
            exported = _compared(source, form, made, path)
            made.rename(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
    return exported


def _compared(source: Source, form: Format, made: Path, path: Path) -> Exported:
    answers = source.ask(form.read(made))
    apart = differences(source.expected, answers)
    for name, difference in apart.items():
        if not difference <= form.limits.difference:  # NaN is not below anything
            raise ModelError(
                f"{path}: not written: it answers differently from the model, {name} by "
                f"{difference:.2g} where {form.limits.difference:g} is allowed"
            )
    agreed = agreement(source.expected["scores"], answers["scores"])
    if agreed < form.limits.agreement:
        raise ModelError(
            f"{path}: not written: it decides as the model does in {agreed:.1%} of its answers, "
            f"and {form.limits.agreement:.1%} is the least allowed"
        )
    return Exported(form.name, path, _size_bytes(made), source.rows, apart, agreed, form.limits)


def check_free(path: Path) -> None:
    """Checks that nothing would be replaced.

    Raises:
        UsageError: something is there.
    """
    if path.exists():
        raise UsageError(f"{path}: is there already; remove it or choose another --out")


def _size_bytes(path: Path) -> int:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files)
