"""The phone: its settings, and the certificate without which a browser gives no motion."""

from exermoted.config import Config
from exermoted.doctor.finding import Finding, error, ok
from sessions.errors import DataError, UsageError


def check_phone(config: Config) -> Finding:
    """Checks that the settings can be followed; an outdated certificate is made anew by that."""
    from exermoted.phones import phone_of  # noqa: PLC0415 - loads a web server

    try:
        phone = phone_of(config.phone)
    except UsageError as problem:
        return error("phone", str(problem), "mend 'phone' in the configuration")
    except DataError as problem:
        return error("phone", str(problem), "see to that folder")
    if not config.phone.network:
        return ok("phone", f"{config.phone.app}, heard on this machine alone")
    trust = ", certificate valid" if phone.fingerprint else ""
    return ok("phone", f"{config.phone.app}, heard on the network{trust}")
