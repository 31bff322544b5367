"""What a user may set about sound and speech."""

from typing import Annotated

import msgspec


class SoundSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The configuration's part about sound.

    Attributes:
        device: the output, by number or part of its name, as ``python -m sounddevice`` lists
            them; the system's default otherwise. A service needs one: it has no user's session.
        rate_hz: samples a second.
        latency_s: how much is buffered; below 0.05 s a busy machine interrupts the sound.
        delay_s: how much later than the system believes a sound is heard: some Bluetooth
            speakers and televisions do not tell.
        language: a built-in one or a YAML file.
        voice: an eSpeak voice; that of the language otherwise.
        words_per_minute: how fast it speaks.
        voice_command: a program that speaks instead: it reads the text from its standard input
            and writes the WAV file that ``{wav}`` stands for. For example
            ``[piper, --model, de_DE-thorsten-medium.onnx, --output_file, "{wav}"]``.
    """

    device: int | str | None = None
    rate_hz: Annotated[int, msgspec.Meta(ge=8000, le=192_000)] = 48_000
    latency_s: Annotated[float, msgspec.Meta(ge=0.005, le=2)] = 0.1
    delay_s: Annotated[float, msgspec.Meta(ge=0, le=2)] = 0.0
    language: str = "en"
    voice: str | None = None
    words_per_minute: Annotated[int, msgspec.Meta(ge=80, le=450)] = 160
    voice_command: tuple[str, ...] = ()
