"""What a model can be exported as."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

import msgspec

from models.card import MODEL_NAME, Card
from models.comparing import Step
from models.coreml.converting import (
    mlmodel_answers,
    mlpackage_answers,
    write_mlmodel,
    write_mlpackage,
)
from models.export import TOLERANCE, convert
from models.folder import write_model
from models.savedmodel import read_savedmodel, write_savedmodel
from models.sources import Source
from models.stepexport import tflite_step

TFLITE_ENDING = ".tflite"


@dataclass(frozen=True)
class Limits:
    """How far an export may be from its source.

    Attributes:
        difference: of any answer; beside answers that are larger than 1, a share of the largest.
        agreement: the least share of scores whose likeliest output is the same.
    """

    difference: float
    agreement: float


FLOAT = Limits(difference=TOLERANCE, agreement=0.999)
"""Two that are equally likely but for rounding may change places."""
DYNAMIC_RANGE = Limits(difference=0.05, agreement=0.99)
"""Of weights in 8 bits."""


@dataclass(frozen=True)
class Format:
    """A kind of file or folder.

    Attributes:
        name: as ``--format`` says it.
        file_name: in a folder of several.
        write: writes trained networks and what their card says.
        read: returns what was written, to be run.
        limits: how far it may be from the networks.
    """

    name: str
    file_name: str
    write: Callable[[Source, Card, Path], None]
    read: Callable[[Path], Step]
    limits: Limits = FLOAT


def write_tflite(source: Source, card: Card, path: Path, *, dynamic_range: bool = False) -> None:
    """Writes a TFLite file, or a model folder where the path is not called one.

    Args:
        source: trained networks.
        card: what they are; its figures are left out of a folder with weights in 8 bits, which
            they were not measured with.
        path: where to.
        dynamic_range: whether large weights are kept in 8 bits.
    """
    tflite = convert(source.concrete(), dynamic_range=dynamic_range)
    if path.suffix == TFLITE_ENDING:
        path.write_bytes(tflite)
        return
    told = msgspec.structs.replace(card, metrics={}) if dynamic_range else card
    write_model(path, told, tflite)


def read_tflite(path: Path) -> Step:
    """Returns what a TFLite file or a model folder does."""
    file = path / MODEL_NAME if path.is_dir() else path
    return tflite_step(file.read_bytes())


_ALL = (
    Format("tflite", "tflite", write_tflite, read_tflite),
    Format(
        "tflite-dynamic",
        "tflite-dynamic",
        partial(write_tflite, dynamic_range=True),
        read_tflite,
        DYNAMIC_RANGE,
    ),
    Format("savedmodel", "savedmodel", write_savedmodel, read_savedmodel),
    Format("mlpackage", "model.mlpackage", write_mlpackage, mlpackage_answers),
    Format("mlmodel", "model.mlmodel", write_mlmodel, mlmodel_answers),
)
FORMATS: Mapping[str, Format] = MappingProxyType({each.name: each for each in _ALL})
"""By name."""
