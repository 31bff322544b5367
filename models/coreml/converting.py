"""Writing networks for Core ML, and reading what was written."""

import io
import logging
import warnings
from collections.abc import Mapping
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

from models.card import Card
from models.comparing import STATE, Arrays, Step
from models.coreml.describing import describe
from models.coreml.evaluating import Program
from models.coreml.mlprogram import read_mlpackage
from models.coreml.neuralnetwork import read_mlmodel
from models.sources import Source
from sessions.errors import UsageError

_FOLDER_RIGHTS, _FILE_RIGHTS = 0o755, 0o644
STATE_BEFORE = "state_before"
"""What the state is called where it goes in: ``state`` is a word of Core ML's own language."""


def load_coremltools() -> Any:
    """Imports and returns coremltools, quietly.

    It would warn that it cannot run models, which only a Mac does, and that TensorFlow, which it is
    not asked to convert from, is newer than any it was tested with.

    Raises:
        UsageError: the ``coreml`` extra is not installed.
    """
    logging.getLogger("coremltools").setLevel(logging.ERROR)
    try:
        import coremltools  # noqa: PLC0415 # an extra, and takes seconds
    except ImportError as error:
        raise UsageError(
            f"Core ML needs the coreml extra: pip install exermoted[train,coreml] ({error})"
        ) from error
    return coremltools


def write_mlpackage(source: Source, card: Card, path: Path) -> None:
    """Writes an ML program: iOS 15, macOS 12 and later.

    It computes in 32 bits: in 16, the slow means of gravity would not move.

    Raises:
        UsageError: the ``coreml`` extra is missing.
    """
    ct = load_coremltools()
    target = ct.target.iOS15
    made = _converted(
        ct,
        _program(source, target),
        convert_to="mlprogram",
        minimum_deployment_target=target,
        compute_precision=ct.precision.FLOAT32,
    )
    describe(made, card)
    made.save(str(path))
    _share(path)


def write_mlmodel(source: Source, card: Card, path: Path) -> None:
    """Writes a neural network in one file: iOS 13, macOS 10.15 and later.

    Raises:
        UsageError: the ``coreml`` extra is missing.
    """
    ct = load_coremltools()
    target = ct.target.iOS13
    program = _program(source, target)
    shapes = {output.name: output.shape for output in program.functions["main"].outputs}
    made = _converted(ct, program, convert_to="neuralnetwork", minimum_deployment_target=target)
    describe(made, card)
    spec = made.get_spec()
    for output in spec.description.output:  # coremltools leaves them open
        output.type.multiArrayType.shape.extend(shapes[output.name])
    ct.utils.save_spec(spec, str(path))


def _share(package: Path) -> None:
    """Lets others read a package: coremltools takes over the rights of its temporary files."""
    for path in (package, *package.rglob("*")):
        path.chmod(_FOLDER_RIGHTS if path.is_dir() else _FILE_RIGHTS)


def mlpackage_answers(path: Path) -> Step:
    """Returns what a saved package does, worked out in NumPy.

    Raises:
        ModelError: it holds something that cannot be worked out.
    """
    return _step(read_mlpackage(path))


def mlmodel_answers(path: Path) -> Step:
    """Returns what a saved neural network does, worked out in NumPy.

    Raises:
        ModelError: it holds something that cannot be worked out.
    """
    return _step(read_mlmodel(path))


def _step(program: Program) -> Step:
    def step(inputs: Arrays) -> Arrays:
        return program({_NAMES.get(name, name): array for name, array in inputs.items()})

    return step


_NAMES: Mapping[str, str] = {STATE: STATE_BEFORE}


def _program(source: Source, target: Any) -> Any:
    """Returns a program in MIL with the operators of a system's version."""
    from coremltools.converters.mil import mil  # noqa: PLC0415 # an extra, loaded before

    placeholders = {
        _NAMES.get(name, name): mil.Builder.placeholder(shape=(1, *shape), dtype=mil.types.fp32)
        for name, shape in source.inputs.items()
    }
    program = mil.Program()
    with mil.Function(placeholders, opset_version=target) as function:
        given = {name: function.inputs[_NAMES.get(name, name)] for name in source.inputs}
        function.set_outputs(list(source.program(mil.Builder, given)))
    program.add_function("main", function)
    return program


def _converted(ct: Any, program: Any, **how: Any) -> Any:
    """Returns the converted model.

    The bars of its progress are kept off the screen, and that coremltools leaves it to chance when
    a folder of its own is removed.
    """
    with redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        return ct.convert(program, **how)
