"""One file per phone app's format: bytes in, a typed motion out, PacketError for all else."""
