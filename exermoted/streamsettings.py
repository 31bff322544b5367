"""What is chosen once streaming networks are trained: how sure they are and how they count."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from exermoted.asking import Answered, at_temperatures, fitted_temperatures
from inference.counter import follow
from inference.engine import Array
from models.card import Card, CounterSettings
from models.repetitions import Counted, Movement
from models.tcn import StreamingTcn
from models.tuning import tuned
from sessions.errors import UsageError


@dataclass(frozen=True)
class Settings:
    """What is chosen once the networks are trained.

    Attributes:
        temperatures: by head, what logits are divided by.
        counter: how repetitions are counted.
    """

    temperatures: tuple[float, ...]
    counter: CounterSettings


def settings_of(card: Card, architecture: StreamingTcn) -> Settings:
    """Returns those of a model.

    Raises:
        UsageError: the architecture gives other answers than the model.
    """
    delays_s = tuple(steps / card.rate_hz for steps in card.heads_steps)
    if not card.phases or delays_s != architecture.delays_s:
        raise UsageError(f"a model of {card.architecture} has no settings for this network")
    return Settings(card.temperatures, card.counter)


def tuned_settings(card: Card, answered: Sequence[Answered]) -> Settings:
    """Returns settings tuned on people whom the networks have not seen.

    Args:
        card: of the networks, with the counter to begin with.
        answered: what they answered to these people.
    """
    temperatures = fitted_temperatures(answered, card.heads_steps)
    heard = [at_temperatures(each, temperatures) for each in answered]

    def counting(
        counter: CounterSettings, scores: Array
    ) -> Sequence[tuple[int, Counted | Movement]]:
        return follow(msgspec.structs.replace(card, counter=counter), scores)

    return Settings(temperatures, tuned(card.counter, heard, counting, card.heads_steps))
