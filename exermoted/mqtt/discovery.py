"""What Home Assistant needs to know to show the daemon as a device, without any settings there.

One retained message describes the whole device (Home Assistant 2024.11 and later).
https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload
"""

from typing import Any, get_args

import msgspec

from exermoted import VERSION
from exermoted.mqtt.topics import Topic, node
from exermoted.service.messages import Mode
from sessions.subject import LONGEST_NAME

LONGEST_STATE = 255
"""Home Assistant takes no longer text as a state."""


def discovery_topic(prefix: str, base: str) -> str:
    """Returns where Home Assistant looks for the description."""
    return f"{prefix}/device/{node(base)}/config"


def birth_topic(prefix: str) -> str:
    """Returns where Home Assistant says that it has started."""
    return f"{prefix}/status"


def discovery_payload(base: str) -> bytes:
    """Returns the description of the device and its entities, as JSON."""
    entities = {**_sensors(base), **_events(base), **_controls(base)}
    for name, entity in entities.items():
        entity["unique_id"] = f"{node(base)}_{name}"
    return msgspec.json.encode(
        {
            "device": {
                "identifiers": [node(base)],
                "name": base,
                "model": "exermoted",
                "sw_version": VERSION,
            },
            "origin": {"name": "exermoted", "sw_version": VERSION},
            "availability_topic": Topic.AVAILABILITY.under(base),
            "qos": 1,
            "components": entities,
        }
    )


def _sensors(base: str) -> dict[str, dict[str, Any]]:
    return {
        "mode": {
            **_sensor("Mode", "mdi:run", base, Topic.STATE, "mode"),
            "device_class": "enum",
            "options": list(get_args(Mode)),
            "json_attributes_topic": Topic.STATE.under(base),
        },
        "activity": _sensor("Activity", "mdi:weight-lifter", base, Topic.ACTIVITY, "activity"),
        "exercise": _sensor("Exercise", "mdi:dumbbell", base, Topic.COUNT, "exercise"),
        "count": _sensor("Count", "mdi:counter", base, Topic.COUNT, "count"),
        "set": _sensor("Set", "mdi:repeat", base, Topic.COUNT, "set"),
        "mounting": {
            **_sensor("Mounting", "mdi:cellphone", base, Topic.MOUNTING, "text"),
            "entity_category": "diagnostic",
            "json_attributes_topic": Topic.MOUNTING.under(base),
        },
        "rate": {
            **_sensor("Lowest rate", "mdi:pulse", base, Topic.RATES, "lowest_hz"),
            "device_class": "frequency",
            "unit_of_measurement": "Hz",
            "entity_category": "diagnostic",
            "json_attributes_topic": Topic.RATES.under(base),
        },
        "note": _text("Note", "mdi:information-outline", base, Topic.NOTE),
        "error": _text("Last error", "mdi:alert-circle-outline", base, Topic.ERROR),
    }


def _events(base: str) -> dict[str, dict[str, Any]]:
    return {
        "repetition": _event("Repetition", base, Topic.REPETITION, "repetition"),
        "finished_set": _event("Finished set", base, Topic.SET, "set"),
        "session": _event("Session", base, Topic.SESSION, "started", "ended"),
    }


def _controls(base: str) -> dict[str, dict[str, Any]]:
    return {
        "record": _button("Record", "mdi:record-rec", base, Topic.RECORD),
        "live": _button("Count live", "mdi:play", base, Topic.LIVE),
        "stop": _button("Stop", "mdi:stop", base, Topic.STOP),
        "subject": {
            "platform": "text",
            "name": "Subject",
            "icon": "mdi:account",
            "command_topic": Topic.SUBJECT.under(base),
            "state_topic": Topic.SUBJECT.under(base),
            "retain": True,
            "max": LONGEST_NAME,
        },
    }


def _sensor(name: str, icon: str, base: str, topic: Topic, field: str) -> dict[str, Any]:
    return {
        "platform": "sensor",
        "name": name,
        "icon": icon,
        "state_topic": topic.under(base),
        "value_template": f"{{{{ value_json.{field} }}}}",
    }


def _text(name: str, icon: str, base: str, topic: Topic) -> dict[str, Any]:
    return {
        "platform": "sensor",
        "name": name,
        "icon": icon,
        "entity_category": "diagnostic",
        "state_topic": topic.under(base),
        "value_template": f"{{{{ value[:{LONGEST_STATE}] }}}}",
    }


def _event(name: str, base: str, topic: Topic, *types: str) -> dict[str, Any]:
    return {
        "platform": "event",
        "name": name,
        "state_topic": topic.under(base),
        "event_types": list(types),
    }


def _button(name: str, icon: str, base: str, topic: Topic) -> dict[str, Any]:
    return {
        "platform": "button",
        "name": name,
        "icon": icon,
        "command_topic": topic.under(base),
        "payload_press": "{}",
    }
