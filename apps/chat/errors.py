"""What the conversation refuses, and why."""

from __future__ import annotations

from typing import ClassVar

from retailgenie.lib.errors import ShopError


class BadMessage(ShopError):
    """The message is empty, too long or no message at all; nothing was read."""

    code: ClassVar[str] = "bad_message"


class TooManyMessages(ShopError):
    """More messages than a person writes; the same message may be sent again a little later."""

    code: ClassVar[str] = "slow_down"
    status: ClassVar[int] = 429
