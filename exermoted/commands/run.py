"""``exermoted run``: the daemon, in the foreground."""

from exermoted.terminal import ConfigOption


def run(config: ConfigOption = None) -> None:
    """Run the daemon in the foreground: what systemd starts.

    It waits for a phone, a browser or the command line to start a recording or live counting.
    SIGTERM and Ctrl-C end it and what runs; SIGHUP reads the configuration again once it is idle.

    Example: [bold]exermoted run[/bold]
    """
    from exermoted.service.serving import serve  # noqa: PLC0415 - loads a web server

    serve(config)
