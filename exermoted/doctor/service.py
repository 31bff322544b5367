"""The daemon: whether it answers, and who may reach it."""

from exermoted.config import Config
from exermoted.doctor.finding import Finding, ok
from exermoted.service.place import find_daemon


def check_service(config: Config) -> Finding:
    """Tells whether the daemon runs; without it, record and live run on their own."""
    daemon = find_daemon(config)
    if daemon is None:
        return ok("service", "the daemon does not run; record and live run on their own")
    who = "the network, after pairing" if config.service.network else "this machine alone"
    return ok("service", f"the daemon answers at {daemon}, reached from {who}")
