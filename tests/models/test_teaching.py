import numpy as np

from models.head import Head
from models.memory import Memory
from models.teaching import Teaching, fit_head

FEATURES, HEADS, KNOWN, OUTPUTS = 6, 2, 3, 5
NEW = 3
QUICK = Teaching(steps=300, batch=64, readiness=0.0)


def moments(phase: int, seed: int, count: int = 200) -> Memory:
    """Moments of a phase: one feature stands out; the network takes what is new for a break."""
    random = np.random.default_rng(seed)
    embedding = random.normal(0, 0.3, (count, FEATURES)).astype(np.float32)
    embedding[:, phase] += 2
    scores = np.full((count, HEADS, KNOWN), 0.05, np.float32)
    scores[..., phase if phase < KNOWN else 0] = 0.9
    return Memory(embedding, scores, np.full((count, HEADS), phase))


def said(head: Head, of: Memory) -> float:
    """Returns the share of right answers."""
    told = head.scores(of.scores, of.embedding).argmax(axis=-1)
    return float((told == of.phases).mean())


def test_what_is_new_is_learnt_and_what_is_old_kept() -> None:
    old = moments(0, 1).and_(moments(1, 2)).and_(moments(2, 3))
    new = moments(0, 4).and_(moments(NEW, 5))
    head = fit_head(new, old, OUTPUTS, QUICK)
    assert said(head, moments(NEW, 6)) > 0.95
    assert min(said(head, moments(phase, 7)) for phase in range(KNOWN)) > 0.95


def test_what_a_network_took_for_another_is_mended() -> None:
    mistaken = Memory(moments(2, 1).embedding, moments(1, 1).scores, moments(2, 1).phases)
    assert said(fit_head(mistaken, None, KNOWN, QUICK), mistaken) > 0.95


def test_readiness_makes_it_say_what_is_new_sooner() -> None:
    old, new = moments(0, 1), moments(0, 2).and_(moments(NEW, 3))
    doubtful = moments(NEW, 4)
    doubtful.embedding[:, NEW] -= 1
    shy, ready = (
        fit_head(new, old, OUTPUTS, Teaching(steps=300, batch=64, readiness=by))
        for by in (0.0, 3.0)
    )
    shares = [h.scores(doubtful.scores, doubtful.embedding)[..., NEW].mean() for h in (shy, ready)]
    assert shares[0] < shares[1]


def test_the_same_seed_teaches_the_same() -> None:
    one, two = (fit_head(moments(NEW, 1), moments(0, 2), OUTPUTS, QUICK) for _ in range(2))
    assert (one.straight == two.straight).all()
