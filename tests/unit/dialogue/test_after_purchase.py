"""Returns, exchanges, refunds, changes and part cancellations, told as people tell them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from retailgenie.ai.types import BlockKind, GiftCardView, OrderLineView, OrderView
from tests.unit.dialogue.fake_shop import FakeShop
from tests.unit.dialogue.talk import Talk

SHIRT = OrderLineView(11, 2, "Aasman cotton shirt", "blue", "M", 1, 0, 89900, "")
KURTA = OrderLineView(12, 5, "Saada daily kurta", "white", "S", 1, 0, 69900, "")


def talk_with(*lines: OrderLineView, status: str = "delivered") -> Talk:
    talk = Talk(FakeShop())
    add(talk.shop, *lines, status=status)
    return talk


def add(shop: FakeShop, *lines: OrderLineView, status: str = "delivered") -> OrderView:
    order = shop.add_order(tuple(x.title for x in lines), sum(x.total_paise for x in lines))
    return shop.put_order(
        order.number,
        lines=lines,
        status=status,
        status_label=status.title(),
        can_cancel=status in ("placed", "packed"),
        promise="",
        invoice_url="" if status == "placed" else f"/invoices/{order.number}/",
    )


def asked(talk: Talk) -> str:
    return talk.state.top.asked if talk.state.top else ""


def carried_out(talk: Talk, tool: str) -> list[dict[str, Any]]:
    """Arguments of the calls that were said yes to."""
    return [arguments for name, arguments, approval in talk.shop.calls if name == tool and approval]


@pytest.mark.parametrize(
    "words",
    [
        "isko return karna hai, size chhota hai",
        "I want to return it, it is too small",
        "इसे वापस करना है, साइज़ छोटा है",
    ],
)
def test_one_delivered_order_and_a_reason_go_straight_to_the_card(words: str) -> None:
    talk = talk_with(SHIRT)
    talk.say(words)
    assert talk.block(BlockKind.CONFIRM).token
    talk.say("yes")
    made = carried_out(talk, "return_items")
    assert made[0]["lines"] == [{"line_id": 11, "quantity": 1}]
    assert made[0]["refund_to"] == "original"
    assert not talk.shop.unapproved


def test_a_return_asks_which_thing_and_why_and_nothing_else() -> None:
    talk = talk_with(SHIRT, KURTA)
    talk.say("I want to return something from my order")
    assert asked(talk) == "lines"
    talk.say("the second one")
    assert asked(talk) == "reason"
    talk.say("it is damaged")
    talk.say("yes")
    made = carried_out(talk, "return_items")[0]
    assert made["lines"] == [{"line_id": 12, "quantity": 1}]
    assert made["reason"] == "damaged"


def test_a_named_thing_is_found_among_several_orders() -> None:
    talk = talk_with(SHIRT)
    add(talk.shop, KURTA)
    talk.say("return the kurta, it is damaged")
    talk.say("yes")
    assert carried_out(talk, "return_items")[0]["lines"] == [{"line_id": 12, "quantity": 1}]


def test_of_several_pieces_the_number_is_asked() -> None:
    talk = talk_with(replace(SHIRT, quantity=3))
    talk.say("return the shirt, it is damaged")
    assert asked(talk) == "count"
    talk.say("two")
    talk.say("yes")
    assert carried_out(talk, "return_items")[0]["lines"] == [{"line_id": 11, "quantity": 2}]


def test_a_closed_window_is_said_in_the_shops_words_with_a_person_as_the_way_on() -> None:
    talk = talk_with(SHIRT)
    talk.shop.closed["Aasman cotton shirt"] = "It was delivered 34 days ago; the window is 30 days."
    talk.say("return the shirt")
    assert "delivered 34 days ago; the window is 30 days" in talk.text
    assert not [x for x in talk.reply.blocks if x.kind is BlockKind.CONFIRM]
    assert any("person" in chip.label for chip in talk.reply.chips)


def test_an_order_on_its_way_cannot_be_returned_yet() -> None:
    talk = talk_with(SHIRT, status="shipped")
    talk.say("return the shirt, it is damaged")
    assert "Only what was delivered" in talk.text


def test_money_of_a_cash_order_asks_where_to() -> None:
    talk = talk_with(SHIRT)
    talk.shop.cash = True
    talk.say("return the shirt, it is damaged")
    assert asked(talk) == "refund_to"
    talk.say("asha@okaxis")
    talk.say("yes")
    made = carried_out(talk, "return_items")[0]
    assert (made["refund_to"], made["refund_detail"]) == ("upi", "asha@okaxis")


def test_no_leaves_everything_as_it_is() -> None:
    talk = talk_with(SHIRT)
    talk.say("return the shirt, it is damaged")
    talk.say("no")
    assert not carried_out(talk, "return_items")


def test_a_pick_up_day_that_was_said_is_kept() -> None:
    talk = talk_with(SHIRT)
    talk.say("return the shirt tomorrow, it is damaged")
    talk.say("yes")
    assert carried_out(talk, "return_items")[0]["pickup_date"] == "2026-11-21"


def test_an_exchange_with_its_size_goes_straight_to_the_card() -> None:
    talk = talk_with(SHIRT)
    talk.say("exchange the shirt for size L")
    talk.say("yes")
    made = carried_out(talk, "exchange_items")[0]
    assert made["items"] == [{"line_id": 11, "variant_id": 202, "quantity": 0}]


def test_an_exchange_without_a_size_asks_with_those_in_stock() -> None:
    talk = talk_with(SHIRT)
    talk.say("I want to exchange the shirt")
    assert asked(talk) == "variant_id"
    assert [x.label for x in talk.state.options] == ["S", "L"]
    talk.say("L")
    talk.say("yes")
    assert carried_out(talk, "exchange_items")[0]["items"][0]["variant_id"] == 202


def test_a_refund_is_told_with_its_amount_and_day() -> None:
    talk = talk_with(SHIRT)
    talk.shop.put_order(talk.shop.orders[0].number, refund_paise=89900)
    talk.say("where is my refund")
    assert "₹899" in talk.text and "19 Nov" in talk.text


def test_no_refund_is_said_as_such() -> None:
    talk = talk_with(SHIRT)
    talk.say("where is my refund")
    assert "was refunded" in talk.text


def test_a_placed_order_gets_another_address() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("change the delivery address of my order")
    assert asked(talk) == "address"
    talk.say("the second one")
    talk.say("yes")
    assert carried_out(talk, "change_order_address")[0]["address_id"] == 2


def test_a_placed_order_is_paid_another_way() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("change the payment of my order to cod")
    talk.say("yes")
    assert carried_out(talk, "change_order_payment")[0]["payment_method"] == "cod"


def test_a_placed_order_gets_another_size() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("change the size of my order to L")
    talk.say("yes")
    assert carried_out(talk, "change_order_items")[0]["items"][0]["variant_id"] == 202


def test_orders_that_are_packed_are_said_to_be_closed() -> None:
    talk = talk_with(SHIRT, status="shipped")
    add(talk.shop, KURTA, status="shipped")
    talk.say("change the address of my order")
    assert "can be changed any more" in talk.text


def test_a_part_is_cancelled_and_the_rest_stays() -> None:
    talk = talk_with(SHIRT, KURTA, status="placed")
    talk.say("cancel the kurta from my order")
    talk.say("yes")
    assert carried_out(talk, "cancel_order")[0]["lines"] == [{"line_id": 12, "quantity": 1}]
    assert "the rest of order" in talk.text


def test_cancelling_my_order_means_all_of_it() -> None:
    talk = talk_with(SHIRT, KURTA, status="placed")
    talk.say("cancel my order")
    talk.say("yes")
    assert "lines" not in carried_out(talk, "cancel_order")[0]


def test_the_invoice_comes_as_page_and_pdf() -> None:
    talk = talk_with(SHIRT)
    talk.say("send me the invoice of my order")
    assert [x.data for x in talk.reply.blocks if x.kind is BlockKind.CLASSIC][-1] == "/i.pdf"


def test_an_order_that_is_not_packed_has_no_invoice_yet() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("send me the invoice of my order")
    assert "when it is packed" in talk.text


@pytest.mark.parametrize(
    ("words", "slot", "value"),
    [
        ("store credit please", "refund_to", "store_credit"),
        ("tomorrow", "pickup_date", "2026-11-21"),
        ("refund to asha@okbank", "refund_detail", "asha@okbank"),
    ],
)
def test_where_the_money_goes_and_when_can_be_said_while_the_card_waits(
    words: str, slot: str, value: str
) -> None:
    talk = talk_with(SHIRT)
    talk.say("return the shirt, it is damaged")
    before = talk.block(BlockKind.CONFIRM).token
    talk.say(words)
    assert talk.block(BlockKind.CONFIRM).token != before
    talk.say("yes")
    assert carried_out(talk, "return_items")[0][slot] == value


def test_a_phone_number_for_the_courier_is_changed() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("change the phone number on my order")
    talk.say("98220 12345")
    talk.say("yes")
    assert carried_out(talk, "change_order_contact")[0]["phone"] == "9822012345"


def test_a_placed_order_is_paid_with_ones_only_gift_card() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.shop.gift_cards = (GiftCardView("DIWALI-26", "Gift card DIWALI-26", 90000),)
    talk.say("change the payment of my order")
    assert "Gift card" in talk.chips
    talk.say("gift card")
    talk.say("yes")
    done = carried_out(talk, "change_order_payment")[0]
    assert (done["payment_method"], done["payment_detail"]) == ("gift_card", "DIWALI-26")


def test_a_gift_card_that_is_not_kept_is_asked_for_its_code() -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say("change the payment of my order to gift card")
    assert asked(talk) == "detail"
    talk.say("RAKHI-26")
    talk.say("yes")
    assert carried_out(talk, "change_order_payment")[0]["payment_detail"] == "RAKHI-26"


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        ("change the phone number of my order to 98220 12345", {"phone": "9822012345"}),
        ("change the email of my order to asha@example.in", {"email": "asha@example.in"}),
    ],
)
def test_whom_the_courier_calls_and_where_letters_go_is_changed(words: str, changed: dict[str, str]) -> None:
    talk = talk_with(SHIRT, status="placed")
    talk.say(words)
    talk.say("yes")
    done = carried_out(talk, "change_order_contact")[0]
    assert {key: value for key, value in done.items() if key != "number"} == changed


def test_a_change_that_waits_for_its_payment_is_not_called_done() -> None:
    talk = talk_with(SHIRT, status="placed")
    number = talk.shop.orders[0].number
    talk.say("change the payment of my order to asha@upi")
    assert talk.state.pending is not None and talk.state.pending.arguments["payment_detail"] == "asha@upi"
    talk.shop.put_order(number, waiting="Please pay until 14:05.", pay_url="/pay/")
    talk.say("yes")
    assert "waits for your payment" in talk.text and "Done" not in talk.text
