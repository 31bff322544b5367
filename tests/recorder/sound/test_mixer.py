import tracemalloc

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from recorder.sound.mixer import Clip, Lane, Mixer, Placed, Playlist
from recorder.sound.synthesis import Samples

BLOCK = 1024
LENGTH = 3000


def clip(level: float, lane: Lane = Lane.TONE, length: int = LENGTH) -> Clip:
    """A clip of which every sample tells its place."""
    return Clip((level * np.linspace(0.5, 1, length)).astype(np.float32), lane)


def heard(mixer: Mixer, count: int, first: int = 0, block: int = BLOCK) -> Samples:
    out = np.full(count, np.nan, np.float32)
    for start in range(0, count, block):
        mixer.mix(out[start : start + block], first + start)
    return out


def playing(*placed: Placed) -> Mixer:
    mixer = Mixer()
    mixer.play(placed)
    return mixer


def summed(playlist: Playlist, count: int) -> Samples:
    out = np.zeros(count, np.float32)
    for each in playlist:
        out[each.start : each.start + len(each.clip.samples)] += each.clip.samples
    return out


def test_nothing_to_play_is_silence() -> None:
    np.testing.assert_array_equal(heard(Mixer(), 3000), 0)


def test_a_clip_begins_at_its_sample() -> None:
    placed = Placed(2500, clip(0.4))
    np.testing.assert_array_equal(heard(playing(placed), 8000), summed((placed,), 8000))


@settings(deadline=None, max_examples=50)
@given(
    gaps=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 4000)), max_size=5),
    block=st.integers(50, 2900),
)
def test_the_length_of_the_blocks_makes_no_difference(
    gaps: list[tuple[int, int]], block: int
) -> None:
    tone, word = clip(0.4), clip(0.5, Lane.SPEECH, 2950)
    placed: list[Placed] = []
    at = {Lane.TONE: 0, Lane.SPEECH: 0}
    for gap in gaps:
        for each, extra in zip((tone, word), gap, strict=True):
            placed.append(Placed(at[each.lane] + extra, each))
            at[each.lane] = placed[-1].start + len(each.samples)
    playlist = tuple(sorted(placed, key=lambda each: each.start))
    count = max(at.values()) + 10
    np.testing.assert_array_equal(
        heard(playing(*playlist), count, block=block), summed(playlist, count)
    )


def test_whistle_and_speech_sound_together() -> None:
    both = (Placed(1000, clip(0.4)), Placed(1500, clip(0.5, Lane.SPEECH)))
    out = heard(playing(*both), 8000)
    np.testing.assert_array_equal(out, summed(both, 8000))
    assert 0.5 < out.max() <= 0.9


@settings(deadline=None)
@given(starts=st.lists(st.tuples(st.integers(0, 9000), st.sampled_from(Lane)), max_size=9))
def test_whatever_is_asked_for_nothing_clips(starts: list[tuple[int, Lane]]) -> None:
    levels = {Lane.TONE: 0.4, Lane.SPEECH: 0.5}
    placed = [Placed(start, clip(levels[lane], lane)) for start, lane in sorted(starts)]
    assert np.abs(heard(playing(*placed), 15_000)).max() <= 0.9 + 1e-6


def test_a_clip_that_has_begun_goes_on_unbroken_when_the_clock_is_corrected() -> None:
    mixer = playing(Placed(100, clip(0.4)))
    first = heard(mixer, BLOCK)
    rest = heard(mixer, 3 * BLOCK, first=BLOCK + 500)
    np.testing.assert_array_equal(
        np.concatenate((first, rest))[100 : 100 + LENGTH], clip(0.4).samples
    )


def test_a_late_whistle_joins_in_where_it_would_be() -> None:
    out = heard(playing(Placed(0, clip(0.4))), BLOCK, first=700)
    np.testing.assert_array_equal(out, clip(0.4).samples[700 : 700 + BLOCK])


def test_a_late_word_is_said_whole() -> None:
    word = clip(0.5, Lane.SPEECH)
    out = heard(playing(Placed(0, word)), BLOCK, first=700)
    np.testing.assert_array_equal(out, word.samples[:BLOCK])


def test_what_would_be_over_is_left_out() -> None:
    mixer = playing(Placed(0, clip(0.4)), Placed(100, clip(0.5, Lane.SPEECH)))
    np.testing.assert_array_equal(heard(mixer, 4 * BLOCK, first=10_000), 0)


def test_a_number_is_said_in_the_next_block() -> None:
    mixer = Mixer()
    heard(mixer, 5 * BLOCK)
    word = clip(0.5, Lane.SPEECH)
    assert mixer.play_at_once(word)
    np.testing.assert_array_equal(heard(mixer, 4 * BLOCK, first=5 * BLOCK)[:LENGTH], word.samples)


def test_of_the_words_that_wait_only_the_latest_is_said() -> None:
    mixer = Mixer()
    one, two, three = (clip(level, Lane.SPEECH) for level in (0.1, 0.2, 0.3))
    for word in (one, two, three):
        mixer.play_at_once(word)
        heard(mixer, BLOCK)
    rest = heard(mixer, 6 * BLOCK)
    begun = LENGTH - 3 * BLOCK
    np.testing.assert_array_equal(rest[max(begun, 0) :][:10], three.samples[-begun:][:10])
    assert 0.2 not in rest


def test_a_new_workout_fades_the_old_one_out() -> None:
    mixer = playing(Placed(0, clip(0.4, length=20_000)))
    heard(mixer, BLOCK)
    mixer.play(())
    out = heard(mixer, 2 * BLOCK, first=BLOCK)
    assert out[0] > 0.2
    assert np.abs(np.diff(out)).max() < 0.01
    np.testing.assert_array_equal(out[256:], 0)


def test_a_workout_can_be_played_again() -> None:
    placed = (Placed(0, clip(0.4)),)
    mixer = playing(*placed)
    heard(mixer, 5 * BLOCK)
    mixer.play((Placed(9000, clip(0.4)),))
    out = heard(mixer, 8 * BLOCK, first=6 * BLOCK)
    np.testing.assert_array_equal(out[9000 - 6 * BLOCK :][:LENGTH], clip(0.4).samples)


def allocated_bytes() -> int:
    """Returns the most that is in use at once while 500 blocks are mixed."""
    mixer = playing(*(Placed(n * 3500, clip(0.4)) for n in range(200)))
    mixer.play_at_once(clip(0.5, Lane.SPEECH, 100_000))
    out = np.zeros(BLOCK, np.float32)
    mixer.mix(out, 0)
    tracemalloc.start()
    for number in range(1, 500):
        mixer.mix(out, number * BLOCK)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_mixing_allocates_no_buffer() -> None:
    """What other threads of the process allocate is seen, too, but not each time."""
    assert min(allocated_bytes() for _ in range(5)) < BLOCK * np.float32().nbytes / 2
