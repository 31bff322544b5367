"""What the JSON formats share: names of bounded length, and one error for all that is wrong."""

from typing import Annotated, TypeVar

import msgspec

from sessions.errors import PacketError

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
"""What a phone calls itself or its session."""

Count = Annotated[int, msgspec.Meta(ge=0, lt=2**62)]
"""A number of messages or of nanoseconds."""

T = TypeVar("T")


def decode_json(decoder: msgspec.json.Decoder[T], body: bytes | str | msgspec.Raw) -> T:
    """Decodes JSON of a known shape.

    Raises:
        PacketError: it is no JSON, has another shape or lacks something; says where.
    """
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PacketError(str(error)) from error
