"""Every tool of the shop with the arguments in which a stranger reaches for Asha's things; it must stay complete."""

from __future__ import annotations

from typing import Any

from tests.apps.orders.shopping import ADDRESS


class Her(str):
    """Stands for one of Asha's things until they exist, by the name that the test gives it."""


ORDER, LINE, ADDRESS_ID, TICKET = Her("order"), Her("line"), Her("address"), Her("ticket")
CONVERSATION, MESSAGE, FAVOURITE = Her("conversation"), Her("message"), Her("favourite")
VARIANT, REVIEW, ALERT, NOTICE = Her("variant"), Her("review"), Her("alert"), Her("notice")
REMEMBERED = Her("remembered")

NOTHING: dict[str, Any] = {}
WISH = {"text": "shirt"}
IT = {"product_id": FAVOURITE}
IN_CART = {"line_id": LINE}
BOUGHT = {"number": ORDER}
ELSEWHERE = {**ADDRESS, "name": "Ravi", "line1": "1 Hill Road", "phone": "98200 12345"}

TOOLS: dict[str, dict[str, Any]] = {
    "open_ticket": {"subject": "Hi", "text": "Hello", "order_number": "RG1"},
    "list_tickets": NOTHING,
    "rate_answer": {"message_id": MESSAGE, "thumb": "down"},
    "remove_rating": {"message_id": MESSAGE},
    "view_cart": NOTHING,
    "add_to_cart": {"variant_id": VARIANT},
    "change_cart_quantity": {**IN_CART, "quantity": 3},
    "change_cart_variant": {**IN_CART, "variant_id": VARIANT},
    "remove_from_cart": IN_CART,
    "empty_cart": NOTHING,
    "restore_cart": {"lines": []},
    "save_for_later": IN_CART,
    "apply_coupon": {"code": "NOPE"},
    "remove_coupon": NOTHING,
    "checkout_options": NOTHING,
    "list_gift_cards": NOTHING,
    "add_address": {**ADDRESS, "name": "Ravi", "line1": "1 Hill Road", "phone": "98200 12345"},
    "place_order": {"fulfilment": "delivery", "payment_method": "cod", "address_id": ADDRESS_ID},
    "list_orders": NOTHING,
    "get_order": BOUGHT,
    "track_order": BOUGHT,
    "get_invoice": BOUGHT,
    "cancel_order": BOUGHT,
    "change_order_address": {**BOUGHT, "address": {**ADDRESS, "name": "Ravi", "phone": "98200 12345"}},
    "change_order_contact": {**BOUGHT, "name": "Ravi"},
    "change_order_payment": {**BOUGHT, "payment_method": "cod"},
    "change_order_items": {**BOUGHT, "items": [{"line_id": LINE, "variant_id": VARIANT}]},
    "change_user_address": {"address_id": ADDRESS_ID},
    "return_eligibility": BOUGHT,
    "return_items": {**BOUGHT, "lines": [{"line_id": LINE}]},
    "exchange_items": {**BOUGHT, "items": [{"line_id": LINE, "variant_id": VARIANT}]},
    "refund_status": BOUGHT,
    "search_products": WISH,
    "get_product": IT,
    "product_reviews": IT,
    "compare_products": {"product_ids": [FAVOURITE, FAVOURITE]},
    "similar_products": IT,
    "complete_the_look": IT,
    "bought_together": IT,
    "buy_again": NOTHING,
    "recommend_products": WISH,
    "trending_products": NOTHING,
    "browse_categories": NOTHING,
    "check_availability": IT,
    "find_stores": {"place": "Pune"},
    "check_delivery": {"pin": "411001"},
    "list_offers": NOTHING,
    "list_favourites": NOTHING,
    "add_favourite": IT,
    "remove_favourite": IT,
    "search_policies": {"question": "refunds"},
    "get_profile": NOTHING,
    "export_my_data": NOTHING,
    "list_addresses": NOTHING,
    "change_address": {
        "address_id": ADDRESS_ID,
        "address": {**ADDRESS, "name": "Ravi", "line1": "1 Hill Road", "phone": "98200 12345"},
    },
    "remove_address": {"address_id": ADDRESS_ID},
    "rate_conversation": {"conversation_id": CONVERSATION, "score": 1},
    "remove_conversation_rating": {"conversation_id": CONVERSATION},
    "list_notifications": NOTHING,
    "read_notifications": {"notice_ids": [NOTICE]},
    "list_notification_choices": NOTHING,
    "choose_notifications": {"kind": "reviews", "by_email": False},
    "write_review": {**IT, "rating": 3},
    "list_own_reviews": NOTHING,
    "delete_review": IT,
    "vote_review": {"review_id": REVIEW},
    "list_reviews": NOTHING,
    "decide_review": {"review_id": REVIEW, "publish": False, "reason": "No"},
    "list_stock_alerts": NOTHING,
    "add_stock_alert": {"variant_id": VARIANT},
    "remove_stock_alert": {"alert_id": ALERT},
    "look_up_order": {"number": ORDER, "phone": "9000000000"},
    "find_orders": NOTHING,
    "show_order": BOUGHT,
    "advance_order": {**BOUGHT, "to": "packed"},
    "cancel_order_for": BOUGHT,
    "find_returns": NOTHING,
    "step_return": {**BOUGHT, "do": "approve"},
    "find_stock": {"text": "shirt"},
    "count_stock": {"stock_id": 1, "counted": 0},
    "find_tickets": NOTHING,
    "reply_to_ticket": {"number": TICKET, "text": "Hello"},
    "take_ticket": {"number": TICKET},
    "resolve_ticket": {"number": TICKET},
    "find_transfers": NOTHING,
    "request_transfer": {"source": "pune", "target": "pune-2", "pieces": {"P1": 1}},
    "step_transfer": {"number": "TR000001", "do": "send"},
    "find_stock_disagreements": NOTHING,
    "settle_stock_disagreement": {"disagreement_id": 1, "answer": "ours"},
    "set_price": {"sku": "P1", "price_paise": 100},
    "switch_offer": {"offer_id": 1, "on": True},
    "shop_numbers": NOTHING,
    "order_again": BOUGHT,
    "return_slots": BOUGHT,
    "choose_return_handover": {**BOUGHT, "slot": "2026-03-05-am"},
    "withdraw_return": BOUGHT,
    "return_photos": BOUGHT,
    "remove_return_photo": {"photo_id": CONVERSATION},
    "set_cart_reminders": {"on": False},
    "list_payment_ways": NOTHING,
    "list_memory": NOTHING,
    "remember_preference": {"what": "size", "value": "M", "goods": "shirts"},
    "allow_memory": NOTHING,
    "forget_memory": {"keys": [REMEMBERED]},
    "stop_memory": NOTHING,
    "list_flags": NOTHING,
    "list_running_versions": NOTHING,
    "set_flag": {"name": "smart-search", "enabled": False},
}

HER_THINGS = {
    "rate_answer", "remove_rating", "change_cart_quantity", "change_cart_variant", "remove_from_cart",
    "save_for_later", "get_order", "track_order", "get_invoice", "cancel_order", "change_order_address",
    "change_order_contact", "change_order_payment", "change_order_items", "change_user_address",
    "return_eligibility", "return_items", "exchange_items", "refund_status",
    "order_again", "return_slots", "choose_return_handover", "withdraw_return", "return_photos", "remove_return_photo",
    "remove_stock_alert", "change_address", "remove_address", "rate_conversation", "remove_conversation_rating",
}  # fmt: skip


def put_in(value: Any, hers: object) -> Any:
    """Return a table's value with Asha's real things in it."""
    if isinstance(value, Her):
        return getattr(hers, value)
    if isinstance(value, dict):
        return {key: put_in(x, hers) for key, x in value.items()}
    return [put_in(x, hers) for x in value] if isinstance(value, list) else value
