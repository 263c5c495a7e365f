"""What comes unasked: an agent's words and news of an order, at once in the tab that has the conversation open."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Role, User
from apps.catalog.models import Product
from apps.chat.consumer import ConversationConsumer
from apps.chat.live import Hub
from apps.chat.models import Conversation, Message
from apps.chat.news import order_news
from apps.chat.selectors import GOES_ON
from apps.chat.services import agent_message_add, conversation_open
from apps.orders.models import Order, OrderEvent
from apps.orders.payments.notices import CAPTURED, Notice, notice_sign
from apps.orders.services.payments import WAIT_FOR_PAYMENT, notice_receive, unpaid_sweep
from apps.orders.services.progress import order_advance
from retailgenie.ai.tools.types import Caller
from retailgenie.ai.types import Language
from tests.apps.catalog.factories import make_product, make_store
from tests.apps.chat.conftest import ScriptedEngine
from tests.apps.chat.test_socket import Socket, one_turn, talk
from tests.apps.orders.shopping import add, confirm, done, place
from tests.conftest import person

pytestmark = pytest.mark.django_db(transaction=True)
MakeCaller = Callable[..., Caller]


@pytest.fixture
def shirt(transactional_db: None) -> Product:
    return make_product("Blue shirt", price=500, pieces=5, store=make_store("Pune", kind="warehouse"))


@pytest.fixture
def talking(asha: User, caller: MakeCaller) -> Conversation:
    """Asha has a conversation open."""
    return conversation_open(caller=caller(asha), now=timezone.now())


def ordered(caller: Caller, shirt: Product, **how: Any) -> Order:
    add(caller, shirt.variants.get(size="M").pk)
    return Order.objects.get(number=place(caller, **how).number)


def pay(order: Order, event: str = "evt_1") -> None:
    payment = order.payments.get()
    now = timezone.now()
    body, signature = notice_sign(
        Notice(event, CAPTURED, payment.provider_reference, order.total_paise), now=now
    )
    notice_receive(body=body, signature=signature, now=now)


def texts(conversation: Conversation) -> list[str]:
    return list(conversation.messages.order_by("id").values_list("text", flat=True))


def test_a_payment_that_comes_later_is_told_once_with_the_order(
    asha: User, caller: MakeCaller, shirt: Product, talking: Conversation
) -> None:
    order = ordered(caller(asha), shirt, payment_detail="later@upi")
    assert texts(talking) == []
    pay(order)
    pay(order, "evt_2")
    order_news(event_id=order.events.get(kind="placed").pk, now=timezone.now())
    said = talking.messages.get()
    assert said.text == f"Your payment has come: order {order.number} is placed."
    assert (said.role, said.turn) == (Message.Role.ASSISTANT, None)
    assert [block["kind"] for block in said.blocks] == ["text", "order"]


def test_a_payment_that_never_comes_is_told_with_a_way_to_try_again(
    asha: User, caller: MakeCaller, shirt: Product, talking: Conversation
) -> None:
    order = ordered(caller(asha), shirt, payment_detail="later@upi")
    unpaid_sweep(now=timezone.now() + WAIT_FOR_PAYMENT + timedelta(minutes=1))
    said = talking.messages.get()
    assert (
        said.text == f"The payment for order {order.number} was not made, so I let it go. Nothing was taken."
    )
    assert said.chips[0]["label"] == "Order it again"


def test_what_one_does_oneself_is_no_news(
    asha: User, caller: MakeCaller, shirt: Product, talking: Conversation
) -> None:
    order = ordered(caller(asha), shirt)
    done(confirm(caller(asha), "cancel_order", number=order.number))
    assert OrderEvent.objects.filter(order=order, kind="refunded", actor="system").exists()
    assert texts(talking) == []


def test_steps_of_the_parcel_are_told_in_the_language_of_the_talk(
    asha: User, caller: MakeCaller, shirt: Product, talking: Conversation
) -> None:
    Conversation.objects.filter(pk=talking.pk).update(language=Language.HINDI)
    order = ordered(caller(asha), shirt)
    staff = replace(caller(person("s@retailgenie.example", "S", Role.STAFF)))
    for step in ("packed", "shipped"):
        order_advance(caller=staff, number=order.number, to=step, now=timezone.now())
    (told,) = texts(talking)
    assert order.number in told and "ऑर्डर" in told and "Your parcel" not in told


def test_a_talk_of_long_ago_or_of_somebody_else_stays_as_it_was(
    asha: User, ravi: User, caller: MakeCaller, shirt: Product, talking: Conversation
) -> None:
    theirs = conversation_open(caller=caller(ravi), now=timezone.now())
    Conversation.objects.filter(pk=talking.pk).update(
        updated_at=timezone.now() - GOES_ON - timedelta(hours=1)
    )
    pay(ordered(caller(asha), shirt, payment_detail="later@upi"))
    assert (texts(talking), texts(theirs)) == ([], [])


def open_thread(client: Client, user: User, scripted: ScriptedEngine) -> Conversation:
    """Take one turn as this user in this browser."""
    client.force_login(user)
    client.get("/chat/")
    talk(client, lambda socket: one_turn(socket, {"text": "hi", "client_key": "k1"}))
    return Conversation.objects.get(owner_key=f"user:{user.pk}")


async def heard(socket: Socket, text: str, conversation: Conversation) -> str:
    """Have an agent say something, again and again until the socket shows it: its subscription takes a moment."""

    async def keep_saying() -> None:
        while True:
            say = sync_to_async(agent_message_add)
            await say(conversation_id=conversation.pk, text=text, now=timezone.now())
            await asyncio.sleep(0.2)

    saying = asyncio.create_task(keep_saying())
    try:
        return await socket.receive_from(patience=10)
    finally:
        saying.cancel()
        with suppress(asyncio.CancelledError):
            await saying


class DeafOnce(Hub):
    """A subscription that swallows being cancelled the first time, as the Redis client may while it connects."""

    async def _subscribed(self) -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        await asyncio.sleep(60)


async def test_a_tab_that_goes_right_away_ends_although_the_subscription_swallows_it() -> None:
    found, tab, conversation_id = DeafOnce(), ConversationConsumer(), uuid.uuid4()
    found.join(conversation_id, tab)
    task = found._task
    await asyncio.sleep(0)
    await asyncio.wait_for(found.leave(conversation_id, tab), timeout=10)
    assert task is not None
    assert task.cancelled()


def test_an_agents_words_reach_the_open_tab_at_once(
    client: Client, asha: User, scripted: ScriptedEngine
) -> None:
    conversation = open_thread(client, asha, scripted)

    async def script(socket: Socket) -> str:
        await one_turn(socket, {"text": "hi", "client_key": "k2", "conversation": str(conversation.pk)})
        return await heard(socket, "Kabir here: I look into it.", conversation)

    shown = talk(client, script)
    assert "Kabir here: I look into it." in shown
    assert 'hx-swap-oob="beforeend:#thread"' in shown and "data-news" in shown


def test_a_page_that_was_opened_hears_without_saying_a_word(
    client: Client, asha: User, scripted: ScriptedEngine
) -> None:
    conversation = open_thread(client, asha, scripted)
    query = f"language=en&conversation={conversation.pk}"
    shown = talk(client, lambda socket: heard(socket, "Hello again", conversation), query=query)
    assert "Hello again" in shown


def test_a_strangers_socket_hears_nothing_of_it(
    client: Client, asha: User, ravi: User, scripted: ScriptedEngine
) -> None:
    conversation = open_thread(client, asha, scripted)
    stranger = Client()
    stranger.force_login(ravi)

    async def script(socket: Socket) -> list[str]:
        say = sync_to_async(agent_message_add)
        for _again in range(3):
            await say(conversation_id=conversation.pk, text="For Asha only", now=timezone.now())
        await socket.send_to(text_data=json.dumps({"type": "ping"}))
        return [await socket.receive_from(patience=5)]

    (shown,) = talk(stranger, script, query=f"language=en&conversation={conversation.pk}")
    assert "pulse" in shown and "For Asha only" not in shown
    assert conversation.messages.filter(text="For Asha only").count() == 3
