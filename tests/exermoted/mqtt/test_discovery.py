import json
from typing import Any

from exermoted.mqtt.discovery import discovery_payload, discovery_topic
from exermoted.mqtt.topics import Topic

DEVICE: dict[str, Any] = json.loads(discovery_payload("home/gym"))
ENTITIES: dict[str, dict[str, Any]] = DEVICE["components"]


def test_a_base_with_slashes_is_one_device() -> None:
    assert discovery_topic("homeassistant", "home/gym") == "homeassistant/device/home_gym/config"
    assert DEVICE["device"]["identifiers"] == ["home_gym"]
    assert DEVICE["availability_topic"] == "home/gym/availability"


def test_every_entity_has_what_home_assistant_requires() -> None:
    assert {entity["platform"] for entity in ENTITIES.values()} == {
        "sensor",
        "event",
        "button",
        "text",
    }
    identifiers = [entity["unique_id"] for entity in ENTITIES.values()]
    assert len(set(identifiers)) == len(ENTITIES)
    for entity in ENTITIES.values():
        assert entity.get("state_topic") or entity.get("command_topic")


def test_every_topic_belongs_to_an_entity() -> None:
    used = {value for entity in ENTITIES.values() for value in entity.values() if _is_text(value)}
    for topic in Topic:
        assert topic.under("home/gym") in used | {DEVICE["availability_topic"]}


def _is_text(value: object) -> bool:
    return isinstance(value, str)
