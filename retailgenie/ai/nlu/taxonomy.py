"""The fine intents and the seven tops above them (plus control and none)."""

from __future__ import annotations

TOPS: dict[str, tuple[str, ...]] = {
    "greeting": ("greet", "goodbye", "thanks", "chit_chat", "acknowledge"),
    "browse": ("search_products", "browse_category", "refine_results", "sort_results", "show_more"),
    "info": (
        "product_details",
        "compare_products",
        "check_availability",
        "find_store",
        "size_help",
        "review_question",
        "delivery_question",
        "payment_question",
        "policy_question",
    ),
    "cart": (
        "add_to_cart",
        "remove_from_cart",
        "change_quantity",
        "change_variant",
        "view_cart",
        "empty_cart",
        "save_for_later",
        "checkout",
    ),
    "offers": ("show_offers", "apply_coupon", "best_price"),
    "recommend": ("recommend_products", "gift_ideas", "similar_products", "complete_the_look", "trending"),
    "help": (
        "track_order",
        "order_history",
        "cancel_order",
        "change_order",
        "return_item",
        "exchange_item",
        "refund_status",
        "invoice",
        "report_problem",
        "talk_to_human",
        "account_help",
        "give_feedback",
        "how_to_use",
    ),
    "control": (
        "confirm",
        "deny",
        "choose_option",
        "correct",
        "undo",
        "repeat",
        "cancel_task",
        "switch_language",
        "open_classic",
    ),
    "none": ("out_of_scope",),
}
# Wishes that rules read more finely than the taxonomy names them, each with the fine intent it is one of.
BENEATH = {
    "stock_alert": "check_availability",
    "write_review": "give_feedback",
    "look_up_order": "track_order",
    "tell_identity": "account_help",
    "without_number": "order_history",
}
TOP_OF = {fine: top for top, fines in TOPS.items() for fine in fines}
FINE = tuple(TOP_OF)
OUT_OF_SCOPE = "out_of_scope"
CONTROL = frozenset(TOPS["control"])


def fine_of(intent: str) -> str:
    """Return the fine intent of the taxonomy that a wish is counted as."""
    return BENEATH.get(intent, intent)


def top_of(intent: str) -> str:
    """Return the top intent of a wish; raises KeyError for an unknown label."""
    return TOP_OF[fine_of(intent)]
