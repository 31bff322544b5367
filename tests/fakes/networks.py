"""A network small enough to be trained in a test."""

from models.networks import DeepConvLstm
from models.windows import Windowing

CHANNELS = ("phone.acceleration_x_g", "phone.rotation_x_rad_s")
SMALL = DeepConvLstm(filters=6, units=6)
WINDOWING = Windowing(16, 8, stride_steps=2)
