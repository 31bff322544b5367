"""Where the program starts.

What a service runs for weeks does without the command line's library, which takes 10 MB.
"""

import os
import sys

BLAS_THREADS = "OPENBLAS_NUM_THREADS"
"""NumPy reads it when it is loaded. Its matrices are small here: several threads would mostly wait
for one another, for minutes on a busy machine."""


def main() -> None:
    """Runs the daemon, where nothing but that is asked for, or else the command line; exits."""
    os.environ.setdefault(BLAS_THREADS, "1")
    if sys.argv[1:] == ["run"]:
        sys.exit(_run())
    from exermoted.cli import main as command_line  # noqa: PLC0415 - see above

    command_line()


def _run() -> int:
    from exermoted.service.serving import serve  # noqa: PLC0415 - loads a web server
    from sessions.errors import ExermotedError  # noqa: PLC0415 - with what needs it

    try:
        serve()
    except ExermotedError as error:
        print(f"exermoted: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:  # before the daemon listens to it
        return 130
    return 0
