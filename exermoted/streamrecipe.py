"""Training a streaming model: networks, their temperatures and the counter's settings.

The settings are tuned on what networks answer to people whom they have not seen: each person is
left out in turn. The figures of such a person come from settings that were tuned on the others.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from exermoted import VERSION
from exermoted.asking import Answered, ask, at_temperatures, decided
from exermoted.evaluating import check_length
from exermoted.remembering import training_memory
from exermoted.streamsettings import Settings, tuned_settings
from exermoted.training import Made, Plan, scored
from inference.engine import TFLiteEngine
from models.card import Card, Mounting, Unknown
from models.counting import phase_settings
from models.dataset import Dataset, build_dataset
from models.folder import check_writable, write_model
from models.judging import Said
from models.memory import Memory, write_memory
from models.networks import library_versions
from models.repeating import unknown_settings
from models.stepexport import step_to_tflite
from models.streamtraining import StreamSchedule, fit
from models.tcn import Networks, StreamingTcn
from models.training import Epoch
from models.vectors import layout
from models.weights import network_sizes, write_weights
from sessions.errors import UsageError
from sessions.recording import Recording
from sessions.subject import slug

COMPARED_ROWS = 200

Shown = Callable[[str], AbstractContextManager[Callable[[Epoch], None]]]
"""Gives what is told the epochs of a network with this title."""


@dataclass(frozen=True)
class Fitted:
    """Networks and what they were fitted to."""

    networks: Networks
    dataset: Dataset
    history: tuple[Epoch, ...]
    unknown: Unknown | None


class StreamRecipe:
    """Makes streaming models of one plan.

    Args:
        plan: what they are made of.
        architecture: the networks and their sizes.
        schedule: how they are fitted.
        shown: shows the epochs of a network.
        logs: folder for TensorBoard; None: none are written.

    Raises:
        UsageError: the plan cannot be followed.
        DataError: a recording does not fit the others.
    """

    def __init__(
        self,
        plan: Plan,
        architecture: StreamingTcn,
        schedule: StreamSchedule,
        shown: Shown,
        logs: Path | None = None,
    ) -> None:
        self._plan, self._architecture = plan, architecture
        self._schedule, self._shown, self._logs = schedule, shown, logs
        self._layout = layout(plan.channels)
        if not self._layout.channels:
            raise UsageError(
                f"{plan.architecture} looks at vectors, and there is none among the channels; "
                "take all axes of one, as with --channels phone"
            )
        self._dataset(())  # whoever is held out must fit too: said now
        field_steps = architecture.upright.tcn.field_steps
        self._check_rate(plan.recordings[0].rate_hz, field_steps)
        for recording in plan.recordings:
            check_length(recording, field_steps)

    def make_each(self, places: Mapping[str, Path], commands: Mapping[str, str]) -> list[Made]:
        """Makes a model without each person, in that person's place."""
        for folder in places.values():
            check_writable(folder)
        fitted = {person: self._fitted(person) for person in places}
        answered = {person: self._asked(fitted[person], person) for person in places}
        return [
            self._made(
                fitted[person],
                self._tuned(
                    [a for p in places if p != person for a in answered[p]], fitted[person]
                ),
                folder,
                held_out=person,
                command=commands[person],
            )
            for person, folder in places.items()
        ]

    def make(
        self,
        folder: Path,
        *,
        held_out: str | None,
        command: str,
        settings: Settings | None = None,
    ) -> Made:
        """Makes one model.

        Args:
            folder: where it goes.
            held_out: whom it is not to see, if anybody.
            command: what makes it, for its card.
            settings: those of another model; None: they are tuned, if there are two people to do
                so.
        """
        check_writable(folder)
        outside = () if held_out is None else (held_out,)
        people = sorted(set(self._plan.subjects) - set(outside))
        figures: dict[str, object] = {}
        answered: list[Answered] = []
        if settings is None and len(people) > 1:
            answered, figures = self._left_out(people, outside)
        fitted = self._fitted(*outside)
        settings = settings or self._tuned(answered, fitted)
        return self._made(
            fitted, settings, folder, held_out=held_out, command=command, figures=figures
        )

    def _check_rate(self, rate_hz: float, field_steps: int) -> None:
        longest_s = max(self._architecture.delays_s)
        if round(longest_s * rate_hz) >= field_steps:
            raise UsageError(
                f"{self._plan.architecture} sees {field_steps} frames, "
                f"{field_steps / rate_hz:.1f} s at {rate_hz:g} Hz; it takes more than "
                f"{longest_s:g} s: train on recordings of a lower rate"
            )

    def _dataset(self, without: Sequence[str | None]) -> Dataset:
        return build_dataset(self._seen(without), self._layout.channels, self._layout.optional)

    def _seen(self, without: Sequence[str | None]) -> list[Recording]:
        return [r for r in self._plan.recordings if r.subject not in without]

    def _fitted(self, *without: str) -> Fitted:
        dataset = self._dataset(without)
        history: list[Epoch] = []
        title = f"without {' and '.join(without)}" if without else "everyone"
        with self._shown(title) as told:

            def progress(epoch: Epoch) -> None:
                history.append(epoch)
                told(epoch)

            networks = fit(
                dataset.series,
                self._layout,
                2 * len(dataset.classes) - 1,
                architecture=self._architecture,
                schedule=self._schedule,
                progress=progress,
                logs=self._logs and self._logs / slug(title),
            )
        unknown = unknown_settings(self._seen(without), self._layout.channels)
        return Fitted(networks, dataset, tuple(history), unknown)

    def _asked(self, fitted: Fitted, person: str) -> list[Answered]:
        """Returns what networks answer to a person."""
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "model"
            self._write(folder, fitted, self._card(fitted, self._plain(fitted)), ())
            engine = TFLiteEngine(folder)
        return [ask(engine, r) for r in self._plan.recordings if r.subject == person]

    def _left_out(
        self, people: Sequence[str], outside: Sequence[str]
    ) -> tuple[list[Answered], dict[str, object]]:
        """Returns what is answered to each person by networks that have not seen them.

        And the figures of that, with settings that have not seen them either.
        """
        fitted = {person: self._fitted(person, *outside) for person in people}
        answered = {person: self._asked(fitted[person], person) for person in people}
        said: list[Said] = []
        for person in people:
            others = [a for other in people if other != person for a in answered[other]]
            settings = self._tuned(others, fitted[person])
            said += self._said(fitted[person], settings, answered[person])
        figures = {"each": "left out in turn", **msgspec.to_builtins(scored(said))}
        return [a for person in people for a in answered[person]], figures

    def _said(
        self, fitted: Fitted, settings: Settings, answered: Sequence[Answered]
    ) -> tuple[Said, ...]:
        card = self._card(fitted, settings)
        return tuple(
            (a.truth, decided(card, at_temperatures(a, settings.temperatures))) for a in answered
        )

    def _tuned(self, answered: Sequence[Answered], fitted: Fitted) -> Settings:
        plain = self._plain(fitted)
        return tuned_settings(self._card(fitted, plain), answered) if answered else plain

    def _plain(self, fitted: Fitted) -> Settings:
        """Returns settings that need nobody left out."""
        dataset = fitted.dataset
        labels = [r.labels for r in self._plan.recordings if r.subject in dataset.people]
        even = (1.0,) * len(fitted.networks.answers.delays_steps)
        return Settings(even, phase_settings(labels, dataset.rate_hz))

    def _made(
        self,
        fitted: Fitted,
        settings: Settings,
        folder: Path,
        *,
        held_out: str | None,
        command: str,
        figures: Mapping[str, object] | None = None,
    ) -> Made:
        card = self._card(fitted, settings, command=command)
        said: tuple[Said, ...] = ()
        score = None
        if held_out is not None:
            said = self._said(fitted, settings, self._asked(fitted, held_out))
            score = scored(said)
            card = msgspec.structs.replace(card, held_out=(held_out,))
        told = msgspec.to_builtins(score) if score else dict(figures or {})
        card = msgspec.structs.replace(card, metrics=told)
        self._write(folder, fitted, card, settings.temperatures, self._memory(fitted, card))
        chosen = fitted.history[-1]
        return Made(folder, card, chosen, len(fitted.history), score, said)

    def _memory(self, fitted: Fitted, card: Card) -> Memory:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "model"
            self._write(folder, fitted, card, card.temperatures)
            return training_memory(TFLiteEngine(folder), fitted.dataset.series)

    def _write(
        self,
        folder: Path,
        fitted: Fitted,
        card: Card,
        temperatures: tuple[float, ...],
        memory: Memory | None = None,
    ) -> None:
        networks = replace(fitted.networks, temperatures=temperatures)
        rows = fitted.dataset.series[0].x
        complete = rows[~np.isnan(rows[:, 0])]
        tflite = step_to_tflite(networks, complete[:COMPARED_ROWS])
        write_model(folder, card, tflite, partial(_beside, networks, memory))

    def _card(self, fitted: Fitted, settings: Settings, command: str = "") -> Card:
        networks, dataset = fitted.networks, fitted.dataset
        registration = self._architecture.registration
        mounting = Mounting(
            delay_steps=networks.delay_steps,
            rotation_scale_rad_s=registration.rotation_scale_rad_s,
        )
        delays_steps = networks.answers.delays_steps
        return Card(
            architecture=self._plan.architecture,
            network=network_sizes(self._architecture),
            classes=dataset.classes,
            channels=dataset.channels,
            rate_hz=dataset.rate_hz,
            window_steps=networks.field_steps,
            delay_steps=delays_steps[-1],
            streaming=True,
            delays_steps=delays_steps,
            phases=True,
            embedding=networks.embedding,
            optional=self._layout.optional,
            mounting=mounting if networks.registration is not None else None,
            counter=settings.counter,
            unknown=fitted.unknown,
            temperatures=settings.temperatures,
            people=dataset.people,
            seed=self._schedule.seed,
            data_digest=dataset.digest,
            command=command,
            licence=self._plan.licence,
            limits=self._plan.limits,
            versions={"exermoted": VERSION} | library_versions(),
        )


def _beside(networks: Networks, memory: Memory | None, folder: Path) -> None:
    write_weights(networks, folder)
    if memory is not None:
        write_memory(memory, folder)
