"""Models as they are run: a network, and the head beside it where one was taught."""

from pathlib import Path

from inference.engine import Arrays, Engine, Shapes, TFLiteEngine
from models.card import Card, read_card
from models.head import Head, read_head
from sessions.errors import ModelError


def load_engine(folder: Path) -> Engine:
    """Returns what runs a model folder.

    Raises:
        ModelError: the folder holds no model, or one that its card does not fit.
    """
    card = read_card(folder)
    if card.taught is None:
        return TFLiteEngine(folder, card)
    head = read_head(folder)
    wanted = card.embedding, len(card.heads_steps) * card.outputs
    if head.straight.shape != wanted:
        raise ModelError(f"{folder}: its head is {head.straight.shape}, its card says {wanted}")
    return TaughtEngine(TFLiteEngine(folder, card.untaught), card, head)


class TaughtEngine:
    """A network whose answers a head completes; it is an `Engine` itself.

    Args:
        network: it tells its embedding.
        card: with the classes that the head was taught.
        head: what it was taught.
    """

    def __init__(self, network: Engine, card: Card, head: Head) -> None:
        self.card = card
        self._network, self._head = network, head

    @property
    def takes(self) -> Shapes:
        return self._network.takes

    def run(self, inputs: Arrays) -> Arrays:
        outputs = self._network.run(inputs)
        return {**outputs, "scores": self._head.scores(outputs["scores"], outputs["embedding"])}
