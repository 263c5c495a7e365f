"""What the shop in memory does around the purchase: alerts, reviews, look-ups, surveys."""

from __future__ import annotations

from typing import Any

from retailgenie.ai.tools.types import Refused
from retailgenie.ai.types import OwnReview, StockAlertView

AT = "2026-11-20T10:00:00+05:30"


class AroundShop:
    """Mixed into the shop in memory; `noted` holds what was written."""

    def _note(self, name: str, arguments: dict[str, Any]) -> None:
        self.__dict__.setdefault("noted", []).append((name, arguments))

    def _rate_conversation(self, score: int) -> int:
        self._note("survey", {"score": score})
        return score

    def _add_stock_alert(self, variant_id: int, email: str = "") -> StockAlertView:
        self._note("alert", {"variant_id": variant_id, "email": email})
        state = "unconfirmed" if email else "active"
        return StockAlertView(1, variant_id // 100, variant_id, "It", "/p/it/", state, email, AT)

    def _write_review(self, product_id: int, rating: int, text: str) -> OwnReview:
        self._note("review", {"product_id": product_id, "rating": rating, "text": text})
        state = "published"
        return OwnReview(1, product_id, "It", "/p/it/", rating, "", text, "A", False, state, state, "", AT)

    def _look_up_order(self, number: str, phone: str) -> Refused:
        return Refused("order_not_found", "We have no order with this number and this phone.")
