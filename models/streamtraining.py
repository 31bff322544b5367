"""Fitting streaming networks to a data set.

The rotation of each recording is found from its labels first. Then both networks see the same
stretches: what the recognising one is shown is turned upright but for what a strap gives, and what
the other one sees does not depend on it. Weights are averaged over the last steps, which makes a
validation person needless: nothing is chosen while they are fitted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from models.alignment import aligning_rotations
from models.crops import Augmentation, Batch, Crops, Source
from models.dataset import Series
from models.networks import Model, load_keras
from models.rotations import turned
from models.tcn import Networks, StreamingTcn, slow_means
from models.training import Epoch
from models.vectors import MOVING, Layout

Tensor = Any
UPRIGHT_WEIGHT = 6.0
"""Of the squared error of what an upright device reads, beside a cross-entropy."""


@dataclass(frozen=True, slots=True)
class StreamSchedule:
    """How streaming networks are fitted.

    Attributes:
        epochs: as many as it takes rows to see as often as there are.
        batch: stretches per step.
        stretch_s: how long each is.
        unscored_s: of it, at the beginning, where too little is seen to be judged by it.
        rate: of learning, at its highest; it rises over the first steps and then falls to nearly 0
            as a cosine.
        rising_steps: the first ones.
        decay: of the weights.
        average: share of the averaged weights that is kept at each step.
        head_weights: by delay, how much an answer counts.
        seed: of the weights' start and of what is drawn.
        augmentation: how the stretches are changed.
        compiled: steps are compiled first, which takes seconds and pays where there are many.
        fused: they are compiled as a whole, which takes longer and pays from some 1,000 steps on.
    """

    epochs: int = 100
    batch: int = 16
    stretch_s: float = 16.0
    unscored_s: float = 3.0
    rate: float = 2e-3
    rising_steps: int = 100
    decay: float = 0.02
    average: float = 0.99
    head_weights: tuple[float, ...] = (0.15, 0.35, 0.5)
    seed: int = 1
    augmentation: Augmentation = field(default_factory=Augmentation)
    compiled: bool = True
    fused: bool = True


def fit(
    series: Sequence[Series],
    layout: Layout,
    outputs: int,
    *,
    architecture: StreamingTcn,
    schedule: StreamSchedule,
    progress: Callable[[Epoch], None] = lambda _: None,
    logs: Path | None = None,
) -> Networks:
    """Returns networks fitted to series of one rate.

    Args:
        series: with phases; their channels are those of the layout.
        layout: of the channels.
        outputs: how many phases there are.
        architecture: the networks and their sizes.
        schedule: how they are fitted.
        progress: is told each epoch.
        logs: folder for TensorBoard; None: none are written.

    Raises:
        UsageError: the ``train`` extra is missing.
    """
    keras = load_keras()
    keras.utils.set_random_seed(schedule.seed)
    rate_hz = series[0].rate_hz
    sources = make_sources(series, layout, architecture)
    frames = np.concatenate([source.x for source in sources])
    networks = architecture.build(layout, frames, outputs, rate_hz)
    crops = Crops(
        sources,
        steps=round(schedule.stretch_s * rate_hz),
        rate_hz=rate_hz,
        means_s=architecture.registration.means_s,
        augmentation=schedule.augmentation,
        random=np.random.default_rng(schedule.seed),
    )
    _Fitting(networks, schedule, crops).run(_logged(progress, logs))
    return networks


def _logged(progress: Callable[[Epoch], None], logs: Path | None) -> Callable[[Epoch], None]:
    """Returns what tells an epoch to TensorBoard, too."""
    if logs is None:
        return progress
    import tensorflow as tf  # noqa: PLC0415 # an extra, checked for by load_keras

    writer = tf.summary.create_file_writer(str(logs))

    def told(epoch: Epoch) -> None:
        progress(epoch)
        with writer.as_default(step=epoch.number):
            tf.summary.scalar("loss", epoch.loss)
            tf.summary.scalar("accuracy", epoch.accuracy)
        writer.flush()

    return told


def make_sources(
    series: Sequence[Series], layout: Layout, architecture: StreamingTcn
) -> list[Source]:
    """Returns the recordings turned upright, with their slow means of gravity.

    Rows that cannot be completed are left out.
    """
    kept = [(each, ~np.isnan(each.x[:, 0])) for each in series]
    rows = [each.x[complete] for each, complete in kept]
    phases = [each.phases[complete] for each, complete in kept]
    if not layout.moving:
        nothing = [np.empty((len(x), 0), np.float32) for x in rows]
        return [Source(*each) for each in zip(rows, phases, nothing, strict=True)]
    registration = architecture.registration
    moving = [x[:, :MOVING] for x in rows]
    rotations = aligning_rotations(moving, phases, registration.rotation_scale_rad_s)
    sources = []
    for x, phase, rotation in zip(rows, phases, rotations, strict=True):
        upright = np.concatenate([turned(x[:, :MOVING], rotation), x[:, MOVING:]], axis=1)
        means = slow_means(upright[:, :3], registration.means_s, series[0].rate_hz)
        sources.append(Source(upright, phase, means))
    return sources


class _Fitting:
    """The loop over steps."""

    def __init__(self, networks: Networks, schedule: StreamSchedule, crops: Crops) -> None:
        import tensorflow as tf  # noqa: PLC0415 # an extra, checked for by load_keras

        self._tf, self._keras = tf, load_keras()
        self._networks, self._schedule, self._crops = networks, schedule, crops
        self._steps = max(crops.per_epoch // schedule.batch, 1)
        self._variables = networks.upright.trainable_variables
        if networks.registration is not None:
            self._variables = self._variables + networks.registration.trainable_variables
        self._optimizer = self._make_optimizer()
        step = self._take_step
        self._step = tf.function(step, jit_compile=schedule.fused) if schedule.compiled else step

    def run(self, progress: Callable[[Epoch], None]) -> None:
        schedule = self._schedule
        for number in range(1, schedule.epochs + 1):
            drawn = self._crops.draw(self._steps * schedule.batch)
            batches = (
                drawn.part(slice(first, first + schedule.batch))
                for first in range(0, len(drawn.x), schedule.batch)
            )
            told = np.mean([self._fit(batch) for batch in batches], axis=0)
            progress(Epoch(number, float(told[0]), float(told[1])))
        self._optimizer.finalize_variable_values(self._variables)

    def _fit(self, batch: Batch) -> list[float]:
        told = self._step(batch.x, batch.means, batch.phases.astype(np.int32), batch.upright)
        return [float(figure) for figure in told]

    def _make_optimizer(self) -> Any:
        schedule = self._schedule
        steps = schedule.epochs * self._steps
        rising = min(schedule.rising_steps, steps // 2)
        rate = self._keras.optimizers.schedules.CosineDecay(
            schedule.rate / 10,
            steps - rising,
            alpha=0.01,
            warmup_target=schedule.rate,
            warmup_steps=rising,
        )
        optimizer = self._keras.optimizers.AdamW(
            rate,
            weight_decay=schedule.decay,
            clipnorm=1.0,
            use_ema=True,
            ema_momentum=schedule.average,
        )
        optimizer.build(self._variables)
        return optimizer

    def _take_step(self, x: Tensor, means: Tensor, phases: Tensor, upright: Tensor) -> Any:
        """Returns the loss and the share of right rows of the last head."""
        with self._tf.GradientTape() as tape:
            logits = self._networks.upright(x, training=True)
            loss = self._cross_entropy(logits, phases)
            registration = self._networks.registration
            if registration is not None:
                loss += self._registration_loss(registration, x, means, phases, upright)
        self._optimizer.apply(tape.gradient(loss, self._variables), self._variables)
        return loss, self._right(logits, phases)

    def _registration_loss(
        self, model: Model, x: Tensor, means: Tensor, phases: Tensor, upright: Tensor
    ) -> Tensor:
        logits, read = model([x[..., :MOVING], means], training=True)
        scale = np.ones(MOVING, np.float32)
        scale[MOVING - 3 :] /= self._networks.architecture.registration.rotation_scale_rad_s
        delay = self._networks.delay_steps
        start = self._unscored
        error = read[:, start:] - scale * upright[:, start - delay : -delay or None]
        squared = UPRIGHT_WEIGHT * self._tf.reduce_mean(error**2)
        return self._cross_entropy(logits, phases) + squared

    @property
    def _unscored(self) -> int:
        return round(self._schedule.unscored_s * self._networks.rate_hz)

    def _cross_entropy(self, logits: Tensor, phases: Tensor) -> Tensor:
        """Returns the weighted mean over the heads, each about rows of its delay ago."""
        start = self._unscored
        loss = 0.0
        for head, delay in enumerate(self._networks.answers.delays_steps):
            wanted = phases[:, start - delay : -delay or None]
            each = self._tf.nn.sparse_softmax_cross_entropy_with_logits(
                wanted, logits[:, start:, head]
            )
            loss += self._schedule.head_weights[head] * self._tf.reduce_mean(each)
        return loss

    def _right(self, logits: Tensor, phases: Tensor) -> Tensor:
        start, delay = self._unscored, self._networks.answers.delays_steps[-1]
        said = self._tf.argmax(logits[:, start:, -1], axis=-1, output_type=self._tf.int32)
        right = said == phases[:, start - delay : -delay or None]
        return self._tf.reduce_mean(self._tf.cast(right, self._tf.float32))
