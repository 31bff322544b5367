"""What of the system some tests of sound need, and how to get it."""

import ctypes.util
import shutil

import pytest

needs_espeak = pytest.mark.skipif(
    ctypes.util.find_library("espeak-ng") is None,
    reason="eSpeak is not there: apt install espeak-ng",
)
needs_portaudio = pytest.mark.skipif(
    ctypes.util.find_library("portaudio") is None,
    reason="PortAudio is not there: apt install libportaudio2",
)
needs_pulseaudio = pytest.mark.skipif(
    shutil.which("pulseaudio") is None or shutil.which("parec") is None,
    reason="PulseAudio is not there: apt install pulseaudio pulseaudio-utils libasound2-plugins",
)
