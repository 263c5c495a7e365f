"""What can be refused around tickets and ratings."""

from __future__ import annotations

from typing import ClassVar

from retailgenie.lib.errors import ShopError


class TicketClosed(ShopError):
    """The ticket is resolved; the customer may open a new one."""

    code: ClassVar[str] = "ticket_closed"
    status: ClassVar[int] = 409
