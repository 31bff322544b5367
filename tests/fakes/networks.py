"""Networks small enough to be trained in a test."""

from dataclasses import replace

from models.crops import Augmentation
from models.networks import DeepConvLstm
from models.streamtraining import StreamSchedule
from models.tcn import Registration, StreamingTcn, Tcn, Upright
from models.windows import Windowing

CHANNELS = ("phone.acceleration_x_g", "phone.rotation_x_rad_s")
SMALL = DeepConvLstm(filters=6, units=6)
WINDOWING = Windowing(16, 8, stride_steps=2)
_SHALLOW = Tcn(8, dilations=(1, 3, 9), dropout=0.0)
TINY = StreamingTcn(Upright(_SHALLOW), Registration(_SHALLOW, polar=3, axial=2, kernel_steps=3))
"""A streaming one."""

UNCHANGED = Augmentation(
    tempo=0.0,
    acceleration_gain=0.0,
    rotation_gain=0.0,
    sensor_gain=0.0,
    strap_deg=(0.0, 0.0, 0.0),
    noise=(0.0, 0.0, 0.0),
    lossy=0.0,
    missing=0.0,
    sensor_missing=0.0,
    sensors_missing=0.0,
    starting=0.0,
)
SHORT = StreamSchedule(
    epochs=60,
    batch=4,
    stretch_s=6.0,
    unscored_s=2.5,
    rate=2e-2,
    rising_steps=5,
    average=0.8,
    augmentation=replace(UNCHANGED, tempo=0.1, strap_deg=(3.0, 3.0, 3.0), noise=(0.01, 0.01, 0.03)),
)
"""As long as it takes a tiny network to learn made-up movements."""
TWO_STEPS = replace(SHORT, epochs=2, batch=30, compiled=False)
"""Of which nothing is learnt."""
