"""The broker: whether it lets the daemon in."""

from exermoted.config import MqttConfig
from exermoted.doctor.finding import Finding, error, ok, warning
from sessions.errors import ExermotedError, UsageError

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


async def check_mqtt(config: MqttConfig) -> list[Finding]:
    """Connects with the broker, where one is named."""
    if config.host is None:
        return []
    try:
        from exermoted.mqtt.broker import Broker  # noqa: PLC0415 - needs the mqtt extra
    except ImportError:
        return [error("mqtt", "aiomqtt is not installed", "pip install 'exermoted[mqtt]'")]
    try:
        broker = Broker(config)
        await broker.knock()
    except UsageError as problem:
        return [error("mqtt", str(problem), "mend 'mqtt' in the configuration")]
    except ExermotedError as problem:
        todo = "see that the broker runs, and to 'mqtt' in the configuration"
        return [error("mqtt", str(problem), todo)]
    if config.username and not config.tls and config.host not in THIS_MACHINE:
        found = f"{broker.address} lets us in, but everybody on the way can read the password"
        return [warning("mqtt", found, "set 'tls: true' in the configuration, at 'mqtt'")]
    return [ok("mqtt", f"{broker.address} lets us in")]
