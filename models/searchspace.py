"""Which hyper-parameters of a streaming network are searched, and how far."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.crops import Augmentation
from models.streamtraining import StreamSchedule
from models.tcn import Registration, StreamingTcn, Tcn, Upright

Parameters = Mapping[str, float]
"""By name; whole numbers where the range has a step."""


@dataclass(frozen=True, slots=True)
class Range:
    """What a parameter may be.

    Attributes:
        low: at least.
        high: at most.
        packaged: what the packaged model was made with.
        step: whole numbers so far apart; None: any number.
        log: it is the order of magnitude that matters.
    """

    low: float
    high: float
    packaged: float
    step: int | None = None
    log: bool = False


SPACE: Mapping[str, Range] = MappingProxyType(
    {
        "upright_width": Range(24, 96, packaged=48, step=8),
        "registration_width": Range(16, 64, packaged=32, step=8),
        "layers": Range(4, 6, packaged=5, step=1),
        "dropout": Range(0.0, 0.3, packaged=0.1),
        "registration_share": Range(0.1, 0.6, packaged=0.3),
        "rate": Range(5e-4, 8e-3, packaged=2e-3, log=True),
        "batch": Range(8, 32, packaged=16, step=8),
        "decay": Range(1e-3, 0.1, packaged=0.02, log=True),
        "tempo": Range(0.0, 0.3, packaged=0.15),
        "acceleration_gain": Range(0.0, 0.4, packaged=0.2),
        "rotation_gain": Range(0.0, 0.4, packaged=0.15),
        "strap": Range(0.25, 2.0, packaged=1.0, log=True),
        "noise": Range(0.25, 4.0, packaged=1.0, log=True),
        "lossy": Range(0.0, 0.6, packaged=0.3),
    }
)
"""``strap`` and ``noise`` are factors of what the packaged model was made with."""

PACKAGED: Parameters = MappingProxyType({name: each.packaged for name, each in SPACE.items()})


def configured(parameters: Parameters) -> tuple[StreamingTcn, StreamSchedule]:
    """Returns the networks and the schedule of some parameters.

    Args:
        parameters: all of `SPACE`.
    """
    given = parameters
    dilations = tuple(2**number for number in range(int(given["layers"])))

    def tcn(width: str) -> Tcn:
        return Tcn(int(given[width]), dilations=dilations, dropout=given["dropout"])

    architecture = StreamingTcn(
        Upright(tcn("upright_width")),
        Registration(tcn("registration_width")),
        share=given["registration_share"],
    )
    schedule = StreamSchedule(
        batch=int(given["batch"]),
        rate=given["rate"],
        decay=given["decay"],
        augmentation=_augmentation(given),
    )
    return architecture, schedule


def _augmentation(given: Parameters) -> Augmentation:
    usual = Augmentation()
    x_deg, y_deg, z_deg = (given["strap"] * deg for deg in usual.strap_deg)
    gravity_g, acceleration_g, rotation_rad_s = (given["noise"] * each for each in usual.noise)
    return Augmentation(
        tempo=given["tempo"],
        acceleration_gain=given["acceleration_gain"],
        rotation_gain=given["rotation_gain"],
        strap_deg=(x_deg, y_deg, z_deg),
        noise=(gravity_g, acceleration_g, rotation_rad_s),
        lossy=given["lossy"],
    )
