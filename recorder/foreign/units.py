"""The quantities that a map can name, and their units."""

import math
from collections.abc import Mapping
from types import MappingProxyType

from sessions.channels import PHONE, PLACES
from sessions.units import STANDARD_GRAVITY_M_S2

TIME_UNITS_S: Mapping[str, float] = MappingProxyType({"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9})
ISO = "iso8601"

_DEGREE_RAD = math.radians(1)
_G = {"g": 1.0, "mg": 1e-3, "m/s2": 1 / STANDARD_GRAVITY_M_S2}
_RAD = {"rad": 1.0, "deg": _DEGREE_RAD}
_RAD_S = {"rad/s": 1.0, "deg/s": _DEGREE_RAD, "mdeg/s": 1e-3 * _DEGREE_RAD}
UNITS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {"gravity": _G, "acceleration": _G, "rotation": _RAD_S, "attitude": _RAD}
)
"""By quantity, the factor of each unit into g, rad/s or rad."""

QUANTITIES = (
    *(f"{PHONE.name}.{quantity}" for quantity in UNITS),
    *(f"{place}.{quantity}" for place in PLACES for quantity in ("acceleration", "rotation")),
)
