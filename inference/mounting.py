"""How a phone is mounted, found from what it reads.

A network whose inputs do not change when the phone is turned says what an upright phone read a
while ago; what this one did read then differs from that by a rotation, which is found from the sum
of products of both.

On the other arm everything is mirrored. Reflected through the origin, gravity and acceleration
change their signs and the rate of rotation, an axial vector, does not; what is left is a rotation
again. So there are two hypotheses, and for each of them a best rotation.
"""

from dataclasses import dataclass

import numpy as np

from models.card import Card, Mounting
from models.rotations import Matrix, kabsch
from models.vectors import MOVING, layout
from models.windows import Floats
from sessions.errors import ModelError

POLAR, AXIAL = slice(0, 6), slice(6, MOVING)
"""Of the channels that say how the phone moves, which are a row's first."""
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Mounted:
    """How a phone sits.

    Attributes:
        rotation: (3, 3), turns what the phone reads, reflected if it is mirrored, into what an
            upright one reads.
        mirrored: it is on the other arm than the phones that the network has learnt from.
        known: enough has been seen to say so.
    """

    rotation: Matrix
    mirrored: bool
    known: bool


@dataclass(frozen=True, slots=True)
class _Fit:
    """The best rotation under one hypothesis.

    Attributes:
        rotation: (3, 3).
        gain: the sum of products of predicted and turned readings, in g²s.
        gap: how much of that is lost at least when it is turned further, over a half turn.
    """

    rotation: Matrix
    gain: float
    gap: float


class _Sum:
    """Products of what an upright phone read and what this one did, forgotten in movement.

    Time passes as the phone moves: a long rest must not make it forget how it sits.

    Attributes:
        moved_s: for how long the phone moved, as far as it is remembered.
        fits: as it is worn by those learnt from, and on the other arm.
    """

    def __init__(self, settings: Mounting, forget_s: float) -> None:
        self._settings = settings
        self._forget_s = forget_s
        self._products = np.zeros((3, 3, 3))
        self.fits = self._fitted()
        self.moved_s = 0.0

    def add(self, upright: Floats, read: Floats, moved_s: Matrix, step_s: float) -> None:
        """Adds rows, (rows, vectors, 3) each, and for how long of each the phone moved."""
        later_s = moved_s.sum() - moved_s.cumsum()
        kept = np.exp(-later_s / self._forget_s)
        left = np.exp(-moved_s.sum() / self._forget_s)
        weights = kept * (moved_s + self._settings.still_weight * step_s)
        new = np.einsum("n,nvi,nvj->vij", weights, upright, read)
        self._products = left * self._products + new
        self.moved_s = float(left * self.moved_s + kept @ moved_s)
        self.fits = self._fitted()

    def take(self, other: "_Sum") -> None:
        """Takes what another sum holds in place of its own."""
        self._products, self.moved_s, self.fits = other._products, other.moved_s, other.fits

    def agreement(self, mirrored: bool, rotation: Matrix) -> float:
        """Returns what share of the best rotation's gain another one has; at most 1."""
        best = max(self.fits, key=lambda fit: fit.gain)
        gain = float((rotation * self._sums()[int(mirrored)]).sum())
        return gain / max(best.gain, _TINY)

    def _sums(self) -> Matrix:
        """Returns the products of all vectors, (2, 3, 3): as they are, and mirrored."""
        gravity, acceleration, axial = (
            np.reshape(self._settings.weights, (3, 1, 1)) * self._products
        )
        polar = gravity + acceleration
        return np.stack([axial + polar, axial - polar])

    def _fitted(self) -> tuple[_Fit, ...]:
        rotations, singular = kabsch(self._sums())
        gains, gaps = singular.sum(axis=1).tolist(), singular[:, 1:].sum(axis=1).tolist()
        return tuple(map(_Fit, rotations, gains, gaps))


class Tracker:
    """Follows the mounting of one phone; looks anew once in a while.

    Args:
        settings: of the network.
        rate_hz: of its rows.

    Attributes:
        mounted: what is known by now.
    """

    def __init__(self, settings: Mounting, rate_hz: float) -> None:
        self._settings = settings
        self._step_s = 1 / rate_hz
        rows = max(round(settings.refit_s * rate_hz), 1)
        self._upright = np.zeros((rows, 3, 3), np.float32)
        self._read = np.zeros((rows, 3, 3), np.float32)
        self._count = 0
        self._all = _Sum(settings, settings.forget_s)
        self._lately = _Sum(settings, settings.lately_s)
        self.mounted = Mounted(np.eye(3), mirrored=False, known=False)

    def push(self, upright: Floats, read: Floats) -> bool:
        """Takes a pair of readings, (vectors, 3) each; NaN where a vector is missing.

        Returns:
            Whether it looked anew.
        """
        self._upright[self._count], self._read[self._count] = upright, read
        self._count = (self._count + 1) % len(self._read)
        if self._count == 0:
            self._look()
        return self._count == 0

    def _look(self) -> None:
        moved_s = self._moved_s(self._read)
        read = np.nan_to_num(self._read)
        for products in (self._all, self._lately):
            products.add(self._upright, read, moved_s, self._step_s)
        if self._is_elsewhere():
            self._all.take(self._lately)
        mirrored = self._is_mirrored()
        fit = self._all.fits[int(mirrored)]
        self.mounted = Mounted(fit.rotation, mirrored, self._is_known(mirrored, fit))

    def _moved_s(self, read: Floats) -> Matrix:
        """Returns for how long of each row the phone moved; (rows, vectors, 3) becomes (rows,).

        Without a gyroscope that is told by acceleration.
        """
        settings = self._settings
        _, acceleration, rotation = np.linalg.norm(read.astype(np.float64), axis=2).T
        turning = rotation * (settings.rotation_scale_rad_s / settings.moving_rad_s)
        shares = np.where(np.isnan(turning), acceleration / settings.moving_g, turning)
        moved_s: Matrix = self._step_s * np.nan_to_num(shares).clip(0, 1)
        return moved_s

    def _is_elsewhere(self) -> bool:
        """Whether what was read lately speaks clearly for another mounting than all of it."""
        settings, lately = self._settings, self._lately
        if self._all.moved_s < settings.settled_s:
            return False
        best = max(lately.fits, key=lambda fit: fit.gain)
        is_clear = best.gap > settings.gap * lately.moved_s
        return is_clear and not self._agrees(self.mounted.mirrored, self.mounted.rotation)

    def _agrees(self, mirrored: bool, rotation: Matrix) -> bool:
        """Whether a rotation fits to what was read lately, or too little was."""
        if self._lately.moved_s < self._settings.remount_after_s:
            return True
        return self._lately.agreement(mirrored, rotation) >= self._settings.agreement

    def _is_mirrored(self) -> bool:
        """Whether the other arm fits better; it has to do so by a margin to change the arm."""
        if not self._settings.mirrors:
            return False
        here, there = self._all.fits
        margin = self._settings.mirror_margin
        return there.gain - here.gain > (-margin if self.mounted.mirrored else margin)

    def _is_known(self, mirrored: bool, fit: _Fit) -> bool:
        moved_s = self._all.moved_s
        if moved_s < self._settings.known_after_s or fit.gap < self._settings.gap * moved_s:
            return False
        return self._agrees(mirrored, fit.rotation)


class Finder:
    """Finds the mounting of the phone whose rows a network is shown.

    What it found is given to the network in steps: one that has seen rows under one rotation is
    to see all of them again under the next.

    Args:
        card: of the network; it has a mounting.

    Attributes:
        rotation: (1, 3, 3), as the network is given it.
        mirrored: gravity and acceleration are given to it with their signs changed.

    Raises:
        ModelError: its channels do not begin with gravity, acceleration and rotation.
    """

    def __init__(self, card: Card) -> None:
        assert card.mounting is not None
        self._turned_deg = card.mounting.turned_deg
        self._tracker = Tracker(card.mounting, card.rate_hz)
        if layout(card.channels).channels[:MOVING] != card.channels[:MOVING]:
            raise ModelError(f"the mounting is not found from {', '.join(card.channels[:MOVING])}")
        self._scale = np.ones(MOVING, np.float32)
        self._scale[AXIAL] /= card.mounting.rotation_scale_rad_s
        self._read = np.empty((card.mounting.delay_steps + 1, MOVING), np.float32)
        self._count = 0
        self.rotation = np.eye(3, dtype=np.float32)[np.newaxis]
        self.mirrored = False

    @property
    def mounted(self) -> Mounted:
        """What is known by now."""
        return self._tracker.mounted

    def push(self, row: Floats, upright: Floats) -> bool:
        """Takes a row and what the network answered to it.

        Args:
            row: (channels,), as the phone gave it.
            upright: (9,), what an upright phone read the mounting's delay ago.

        Returns:
            Whether the network is to be given something else from now on.
        """
        np.multiply(row[:MOVING], self._scale, out=self._read[self._count % len(self._read)])
        self._count += 1
        if self._count < len(self._read):
            return False
        then = self._read[self._count % len(self._read)]
        return self._tracker.push(upright.reshape(3, 3), then.reshape(3, 3)) and self._turn()

    def mirror(self, sample: Floats) -> None:
        """Changes the signs in a sample, (channels,), of a phone that is mirrored."""
        if self.mirrored:
            sample[POLAR] *= -1

    def restart(self) -> None:
        """Takes that the next row does not follow; the phone still sits as it did."""
        self._count = 0

    def _turn(self) -> bool:
        found = self.mounted
        further_deg = angle_deg(self.rotation[0].T @ found.rotation)
        if further_deg < self._turned_deg and found.mirrored == self.mirrored:
            return False
        self.rotation = found.rotation[np.newaxis].astype(np.float32)
        self.mirrored = found.mirrored
        return True


def angle_deg(rotation: Matrix) -> float:
    """Returns by how much a rotation turns, from 0 to 180."""
    cosine = (np.trace(rotation) - 1) / 2
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
