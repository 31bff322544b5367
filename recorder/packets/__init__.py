"""One file per advertisement format: bytes in, a typed packet out, PacketError for all else."""
