from recorder.phone.presence import Presence


def test_a_silence_is_told_once_when_it_begins_and_once_when_it_ends() -> None:
    presence = Presence()
    assert presence.check(0.0) is None
    assert presence.heard(1.0) == "phone: it is there"
    assert presence.heard(1.1) is None
    assert presence.check(3.0) is None
    assert presence.check(3.2) == "phone: nothing arrives any more"
    assert presence.check(9.0) is None
    assert presence.heard(11.1) == "phone: back after 10.0 s"
    assert presence.heard(11.2) is None
    assert presence.check(11.3) is None
