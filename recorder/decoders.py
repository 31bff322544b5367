"""The kinds of sensors that there are, built in or brought along by other packages.

A package of somebody else's adds a kind by an entry point in the group `GROUP`, named as the
kind and naming an object that implements `Decoder`.
"""

import math
import re
from importlib.metadata import EntryPoint, entry_points

from recorder.decoder import NEARABLE_KIND, Advertised, Decoder, Notified, Reading
from recorder.packets import nearable, ruuvi, witmotion
from sessions import channels
from sessions.channels import Stream
from sessions.errors import UsageError

GROUP = "exermoted.decoders"


class NearableDecoder:
    """Estimote Nearables."""

    kind = NEARABLE_KIND
    carrier = Advertised(nearable.COMPANY_ID, bytes([nearable.FRAME_TYPE]))

    def identifier(self, text: str) -> str:
        digits = text.strip().lower()
        if not re.fullmatch(r"[0-9a-f]{16}", digits):
            raise UsageError(
                f"'{text}' is no Nearable; one is called by 16 hexadecimal digits, "
                "as 15b97f918a0f190e"
            )
        return digits

    def stream(self, place: str) -> Stream:
        return channels.nearable(place)

    def decode(self, payload: bytes) -> Reading:
        packet = nearable.decode(payload)
        return Reading(
            packet.acceleration_g,
            packet.identifier,
            packet.battery_v,
            packet.temperature_c,
            packet.is_moving,
        )


class RuuviDecoder:
    """RuuviTags that speak RAWv2; as sold they do so every 1.285 s."""

    kind = "ruuvi"
    carrier = Advertised(ruuvi.COMPANY_ID, bytes([ruuvi.FORMAT]))

    def identifier(self, text: str) -> str:
        return plain_address(text)

    def stream(self, place: str) -> Stream:
        return channels.accelerometer(place, stale_s=4.0)

    def decode(self, payload: bytes) -> Reading:
        packet = ruuvi.decode(payload)
        return Reading(
            tuple(math.nan if axis is None else axis for axis in packet.acceleration_g),
            packet.address,
            packet.battery_v,
            packet.temperature_c,
        )


class WitMotionDecoder:
    """WitMotion's BWT901BLE and WT901BLE."""

    kind = "witmotion"
    carrier = Notified(("WT901BLE", "BWT901BLE"), witmotion.NOTIFY_UUID)

    def identifier(self, text: str) -> str:
        return plain_address(text)

    def stream(self, place: str) -> Stream:
        return channels.inertial(place, stale_s=1.0)

    def decode(self, payload: bytes) -> Reading:
        packet = witmotion.decode(payload)
        return Reading((*packet.acceleration_g, *packet.rotation_rad_s, *packet.angles_rad))


NEARABLE = NearableDecoder()
BUILT_IN: tuple[Decoder, ...] = (NEARABLE, RuuviDecoder(), WitMotionDecoder())


def all_decoders() -> dict[str, Decoder]:
    """Returns every kind there is, by name: those built in, then those of other packages.

    Raises:
        UsageError: another package's cannot be loaded.
    """
    found = {decoder.kind: decoder for decoder in BUILT_IN}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, _load(point))
    return found


def _load(point: EntryPoint) -> Decoder:
    package = point.dist.name if point.dist else "an unknown package"
    try:
        decoder = point.load()
    except (ImportError, AttributeError) as error:
        raise UsageError(
            f"the sensors '{point.name}' of {package} cannot be used: {error}; "
            "mend or remove that package"
        ) from error
    if not isinstance(decoder, Decoder):
        raise UsageError(f"the sensors '{point.name}' of {package} are no decoder")
    return decoder


def plain_address(text: str) -> str:
    """Returns a Bluetooth address as 12 hexadecimal digits.

    Raises:
        UsageError: it is none.
    """
    digits = re.sub(r"[:-]", "", text.strip()).lower()
    if not re.fullmatch(r"[0-9a-f]{12}", digits):
        raise UsageError(f"'{text}' is no Bluetooth address; one looks like CB:B8:33:4C:88:4F")
    return digits
