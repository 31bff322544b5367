"""Claim: one core decodes at least 200,000 Nearable packets a second.

Beside it, what `struct.unpack` of the same layout alone takes in the same run.
Run: ``python -m bench.nearable_decode``
"""

import struct
import timeit

from recorder.packets import nearable

PACKET = bytes.fromhex("011efe427eb6f4bc2f040168a1aafe05c1452553")
LAYOUT = "<B8sBBHB3bBBB"
ROUNDS = 9
PACKETS = 50_000


def per_second(statement: str) -> float:
    """Returns how often the statement runs a second, in the least disturbed of the rounds."""
    names = {"decode": nearable.decode, "unpack": struct.unpack, "layout": LAYOUT, "packet": PACKET}
    return PACKETS / min(timeit.repeat(statement, repeat=ROUNDS, number=PACKETS, globals=names))


def main() -> None:
    decoded = per_second("decode(packet)")
    unpacked = per_second("unpack(layout, packet)")
    print(f"decode            {decoded:12,.0f} /s")
    print(f"bare unpack       {unpacked:12,.0f} /s")
    print(f"decode / unpack   {unpacked / decoded:12.1f} times as long")


if __name__ == "__main__":
    main()
