"""A model folder: ``model.tflite`` and the ``card.yaml`` that says what it is."""

from pathlib import Path
from typing import Annotated, Any

import msgspec

from sessions.errors import ModelError

CARD_NAME = "card.yaml"
MODEL_NAME = "model.tflite"
WEIGHTS_NAME = "weights.npz"
"""Beside a streaming model: what it can be exported from; nothing needs it to run."""
KERAS_NAME = "model.keras"
"""The same beside a model of windows."""
BREAK = "Break"
"""The class of every moment that belongs to no repetition; always a model's first."""
UNKNOWN = "Unknown movement"
"""What is told of a break in which something is done again and again; no class is called so."""

Steps = Annotated[int, msgspec.Meta(ge=0, le=10_000)]
PositiveSteps = Annotated[float, msgspec.Meta(gt=0, le=10_000)]


class Halves(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A usual repetition of an exercise, as a network recognises it.

    Attributes:
        first_steps: how long its first half is.
        second_steps: how long its second half is.
        turn_to_end_steps: how long after its turn it is over, people's lag behind it included.
    """

    first_steps: PositiveSteps
    second_steps: PositiveSteps
    turn_to_end_steps: PositiveSteps


class CounterSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How repetitions are counted.

    Attributes:
        kind: name of the rule, ``consecutive`` or ``phases``.
        steps: by exercise, how many further equal predictions make a repetition; of
            ``consecutive``.
        set_break_steps: how many break predictions after a repetition end the set.
        delay_steps: which of the network's answers is followed; None: the one that is told.
        halves: by exercise, its usual repetition; this and what follows is of ``phases``.
        sure: evidence that makes a repetition by itself: the share of a usual first half that was
            seen and that of a usual second half, added up.
        likely: evidence that makes one right after another of its set.
        possible: evidence that makes one together with the next one of its set.
        fade: what a step of anything else takes from the evidence, where one of the exercise adds
            up to 1.
        pause_steps: after so many steps of anything else what was begun has been given up.
    """

    kind: str = "consecutive"
    steps: dict[str, Steps] = {}
    set_break_steps: Steps = 60
    delay_steps: Steps | None = None
    halves: dict[str, Halves] = {}
    sure: float = 1.1
    likely: float = 1.1
    possible: float = 0.7
    fade: float = 0.05
    pause_steps: Steps = 40


class Mounting(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the rotation is found that turns the phone upright.

    Times in which something is learnt or forgotten count as far as the phone moves.

    Attributes:
        delay_steps: how many rows ago it was that the network says what an upright phone read.
        rotation_scale_rad_s: rotation rates are divided by it before they are compared.
        weights: of gravity, acceleration and rotation in the comparison.
        moving_rad_s: from this rate of rotation on it moves fully.
        moving_g: from this acceleration on, where there is no gyroscope.
        still_weight: of a moment without any movement, beside 1 in full movement.
        refit_s: how often the rotation is looked for.
        forget_s: after this long, a moment counts 1/e of what it did.
        lately_s: the same for what is to tell that the phone has been mounted anew.
        turned_deg: a rotation that differs by less is not given to the network.
        known_after_s: earlier than that nothing is known.
        gap: how clear a rotation has to be to be known: what a further turn would lose a second.
        remount_gap: how clear one that is found lately has to be to be taken instead.
        agreement: below this share of the best fit's gain, the present one does not fit any more.
        mirrors: the other arm is tried, too.
        mirror_margin: by how much that has to fit better to be taken, in g²s; to go back, it has
            to fit worse.
        known_evidence: by how much an arm has to fit better than the other to be known, in g²s.
    """

    delay_steps: Steps
    rotation_scale_rad_s: float = 3.0
    weights: tuple[float, float, float] = (1.0, 3.0, 6.0)
    moving_rad_s: float = 0.9
    moving_g: float = 0.2
    still_weight: float = 0.001
    refit_s: float = 0.5
    forget_s: float = 30.0
    lately_s: float = 5.0
    turned_deg: float = 5.0
    known_after_s: float = 1.0
    gap: float = 0.2
    remount_gap: float = 0.5
    agreement: float = 0.6
    mirrors: bool = True
    mirror_margin: float = 1.5
    known_evidence: float = 0.5


class Unknown(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a movement is told as an unknown one: it is done again and again in what seems a break.

    Attributes:
        told_from: the mean likeness from which on it is told, 0 to 1; learnt from set breaks.
        until_share: it is told until the mean falls below this share of that.
        mean_s: a likeness of so long ago counts 1/e of the present one.
        motif_s: how long a movement is that is looked for in what was done before.
        soonest_s: how long before it that may have begun at the latest.
        latest_s: the same at the earliest.
        small_g2: movements about as large as this variance of the vector are less alike.
        recall_s: what was done so long ago is counted when it is told at last.
        again_from: a movement has come again where it is so alike.
        apart_s: two of its comings are at least so far apart.
        settled_s: it has come where it has been less alike for so long.
        over_s: nothing is done any more when it has not come for so long, however slow it was.
        pause: the same after so many times as long as it usually takes to come again.
        fewest: so often it has to have come to be counted.
    """

    told_from: float
    until_share: float = 0.8
    mean_s: float = 3.0
    motif_s: float = 2.0
    soonest_s: float = 1.5
    latest_s: float = 8.0
    small_g2: float = 0.03
    recall_s: float = 30.0
    again_from: float = 0.6
    apart_s: float = 0.8
    settled_s: float = 0.4
    over_s: float = 9.0
    pause: float = 2.0
    fewest: int = 3


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a model is, what it was trained on and how well it did.

    Attributes:
        architecture: name of the network.
        network: the sizes of a streaming one.
        classes: `BREAK` first, then the exercises.
        channels: columns in the order of the network's input, in the units of their names.
        rate_hz: of the frames it was trained on.
        window_steps: frames it sees at once.
        delay_steps: how many of them lie after the one that its answer is about.
        streaming: it takes one frame after the other and keeps a state, rather than windows.
        delays_steps: the delay of each of its answers, if it gives several; `delay_steps` is one
            of them.
        phases: it answers with the break and both halves of each exercise, not with the classes.
        embedding: how many features it tells beside its answers, from which it makes these.
        optional: channels that it bears the lack of.
        mounting: how the phone is turned upright before it is looked at; None: not at all.
        counter: how repetitions are counted from its answers.
        unknown: when a movement is told as an unknown one; None: never.
        taught: classes, the last ones, that a head beside the network was taught; it may be that
            there are none, where it was taught a person. None: there is no head.
        temperatures: by answer, what its logits are divided by, within the network.
        people: subjects it was trained on.
        held_out: subjects it was tested on, if any.
        chosen_on: the training person on whom the best epoch was chosen.
        seed: of the weights' start and the order of the windows.
        data_digest: SHA-256 over the recordings it was trained on.
        metrics: figures on the people held out, as the judge computes them.
        command: what made the model and its figures.
        licence: of the data, as far as it is stated.
        limits: what it is not good for.
        versions: of the libraries that made it.
    """

    architecture: str
    network: dict[str, Any] = {}
    classes: tuple[str, ...]
    channels: tuple[str, ...]
    rate_hz: float
    window_steps: Steps
    delay_steps: Steps
    streaming: bool = False
    delays_steps: tuple[Steps, ...] = ()
    phases: bool = False
    embedding: Steps = 0
    optional: tuple[str, ...] = ()
    mounting: Mounting | None = None
    counter: CounterSettings
    unknown: Unknown | None = None
    taught: tuple[str, ...] | None = None
    temperatures: tuple[float, ...] = ()
    people: tuple[str, ...] = ()
    held_out: tuple[str, ...] = ()
    chosen_on: str | None = None
    seed: int | None = None
    data_digest: str = ""
    metrics: dict[str, Any] = {}
    command: str = ""
    licence: str = ""
    limits: str = ""
    versions: dict[str, str] = {}

    def __post_init__(self) -> None:
        if not self.classes or self.classes[0] != BREAK:
            raise ValueError(f"classes must begin with '{BREAK}'")
        if UNKNOWN in self.classes:
            raise ValueError(f"no class may be called '{UNKNOWN}'")
        if self.delay_steps >= self.window_steps:
            raise ValueError("delay_steps must be below window_steps")
        if self.delay_steps not in self.heads_steps:
            raise ValueError("delay_steps must be one of delays_steps")
        if self.counter_delay_steps not in self.heads_steps:
            raise ValueError("counter.delay_steps must be one of delays_steps")
        if self.taught and self.classes[-len(self.taught) :] != self.taught:
            raise ValueError("taught must be the last of the classes")

    @property
    def heads_steps(self) -> tuple[int, ...]:
        """The delay of each of the network's answers."""
        return self.delays_steps or (self.delay_steps,)

    @property
    def counter_delay_steps(self) -> int:
        """The delay of the answer that repetitions are counted from."""
        return self.delay_steps if self.counter.delay_steps is None else self.counter.delay_steps

    @property
    def untaught(self) -> "Card":
        """That of the network without its head."""
        known = self.classes[: len(self.classes) - len(self.taught or ())]
        return msgspec.structs.replace(self, classes=known, taught=None)

    @property
    def outputs(self) -> int:
        """How many numbers one answer has."""
        return 2 * len(self.classes) - 1 if self.phases else len(self.classes)


def read_card(folder: Path) -> Card:
    """Reads the card of a model folder.

    Raises:
        ModelError: there is none, or it is not one; says where.
    """
    path = folder / CARD_NAME
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=Card)
    except OSError as error:
        raise ModelError(f"{folder}: no model is here ({CARD_NAME}: {error.strerror})") from error
    except msgspec.MsgspecError as error:
        raise ModelError(f"{path}: is not a model card: {error}") from error


def write_card(card: Card, folder: Path) -> None:
    """Writes the card into a model folder."""
    (folder / CARD_NAME).write_bytes(msgspec.yaml.encode(card))
