"""What another process uses, as Linux tells it."""

import asyncio
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LOOK_S = 0.5


@dataclass
class Usage:
    """What a process has used since it was first looked at.

    Attributes:
        cpu_s: pairs of time and of the processor time used until then.
        peak_kib: the most memory that was resident.
    """

    cpu_s: list[tuple[float, float]] = field(default_factory=list)
    peak_kib: int = 0

    @property
    def share(self) -> float:
        """Of one core."""
        (first_s, first_cpu_s), (last_s, last_cpu_s) = self.cpu_s[0], self.cpu_s[-1]
        return (last_cpu_s - first_cpu_s) / (last_s - first_s)

    async def watch(self, pid: int) -> None:
        """Looks until the process has ended."""
        with suppress(OSError, IndexError):
            while True:
                self._look(pid)
                await asyncio.sleep(LOOK_S)

    def _look(self, pid: int) -> None:
        # After the name in brackets: state is field 3, user and system time 14 and 15.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used_s = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        status = Path(f"/proc/{pid}/status").read_text()
        self.peak_kib = int(status.partition("VmHWM:")[2].split()[0])
        self.cpu_s.append((time.monotonic(), used_s))
