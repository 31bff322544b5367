"""Networks small enough to be trained in a test."""

from models.networks import DeepConvLstm
from models.tcn import Registration, StreamingTcn, Tcn, Upright
from models.windows import Windowing

CHANNELS = ("phone.acceleration_x_g", "phone.rotation_x_rad_s")
SMALL = DeepConvLstm(filters=6, units=6)
WINDOWING = Windowing(16, 8, stride_steps=2)
TINY = StreamingTcn(
    Upright(Tcn(8, dilations=(1, 2))),
    Registration(Tcn(8, dilations=(1, 2)), polar=3, axial=2, kernel_steps=3),
)
"""A streaming one."""
