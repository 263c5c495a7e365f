"""Too often is refused at every door with 429 and Retry-After, and one address that lies about itself gains nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from apps.accounts.models import User
from apps.chat.models import Turn
from retailgenie.lib import limits
from retailgenie.lib.addresses import address_of, address_of_socket
from retailgenie.lib.limits import Limit, TooManyRequests, limit_take, limits_forget
from tests.conftest import PASSWORD

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
FEW = Limit("few", 3, 60, "three a minute for tests")


@pytest.fixture(autouse=True)
def counted(engines: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.RATE_LIMITS = True
    monkeypatch.setitem(limits.LIMITS, "few", FEW)
    address = settings.REDIS_URL
    limits_forget()
    yield
    settings.REDIS_URL = address
    limits_forget()


def lower(monkeypatch: pytest.MonkeyPatch, name: str, most: int = 2) -> None:
    monkeypatch.setitem(limits.LIMITS, name, Limit(name, most, 60, "low for tests"))


def test_the_limit_lets_its_number_pass_and_says_when_to_come_back() -> None:
    for _number in range(3):
        limit_take("few", "1.2.3.4", now=NOW)
    with pytest.raises(TooManyRequests) as refused:
        limit_take("few", "1.2.3.4", now=NOW)
    assert refused.value.details == {"limit": "few", "retry_after": 20}
    limit_take("few", "5.6.7.8", now=NOW)
    limit_take("few", "1.2.3.4", now=NOW + timedelta(seconds=20))
    with pytest.raises(TooManyRequests):
        limit_take("few", "1.2.3.4", now=NOW + timedelta(seconds=21))


def test_a_refused_request_does_not_lengthen_the_wait() -> None:
    for _number in range(3):
        limit_take("few", "x", now=NOW)
    for _number in range(10):
        with pytest.raises(TooManyRequests):
            limit_take("few", "x", now=NOW)
    limit_take("few", "x", now=NOW + timedelta(seconds=20))


def test_nothing_is_counted_without_a_key_or_when_switched_off(settings: Settings) -> None:
    for _number in range(FEW.most + 1):
        limit_take("few", "", now=NOW)
    settings.RATE_LIMITS = False
    for _number in range(FEW.most + 1):
        limit_take("few", "y", now=NOW)
    settings.RATE_LIMITS = True
    assert taken_before_refusal("few", "y") == FEW.most


def taken_before_refusal(name: str, key: str) -> int:
    for number in range(100):
        try:
            limit_take(name, key, now=NOW)
        except TooManyRequests:
            return number
    return 100


def test_without_redis_shopping_goes_on_and_a_strict_limit_refuses(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    limit_take("few", "z", now=NOW)
    monkeypatch.setitem(limits.LIMITS, "strict", Limit("strict", 3, 60, "for tests", strict=True))
    with pytest.raises(TooManyRequests):
        limit_take("strict", "z", now=NOW)


def test_every_limit_says_why() -> None:
    assert all(
        limit.name == name and len(limit.why) > 20 for name, limit in limits.LIMITS.items() if name != "few"
    )


@pytest.mark.parametrize(
    ("behind", "forwarded", "address"),
    [
        (False, "6.6.6.6", "10.0.0.1"),
        (True, "6.6.6.6, 9.9.9.9", "9.9.9.9"),
        (True, "", "10.0.0.1"),
    ],
)
def test_only_our_own_proxy_is_believed(
    settings: Settings, behind: bool, forwarded: str, address: str
) -> None:
    settings.BEHIND_PROXY = behind
    sent: dict[str, Any] = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", **sent)) == address
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    assert address_of_socket({"client": ("10.0.0.1", 5), "headers": headers}) == address


def test_log_in_is_slowed_for_an_address_and_for_an_account(
    client: Client, asha: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "log_in_address")
    wrong = {"username": "nobody@example.com", "password": "wrong"}
    answers = [client.post("/account/login/", wrong) for _number in range(3)]
    assert [x.status_code for x in answers] == [200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 30
    right = {"username": asha.email, "password": PASSWORD}
    assert client.post("/account/login/", right, REMOTE_ADDR="10.9.9.9").status_code == 302
    limits_forget()
    lower(monkeypatch, "log_in_person", most=1)
    other = Client()
    statuses = [
        other.post("/account/login/", right, REMOTE_ADDR=f"10.1.1.{number}").status_code for number in (1, 2)
    ]
    assert statuses == [302, 429]


@pytest.mark.django_db
def test_the_admins_own_door_is_slowed_alike(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch, "log_in_address", most=1)
    wrong = {"username": "nobody@example.com", "password": "wrong"}
    assert [client.post("/admin/login/", wrong).status_code for _number in range(2)] == [200, 429]


@pytest.mark.django_db
def test_new_visitors_of_one_address_are_limited_and_known_ones_are_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "new_visitor_address")
    assert client.get("/cart/").status_code == 200
    assert Client().get("/cart/").status_code == 200
    third = Client().get("/cart/")
    assert third.status_code == 429
    assert "Retry-After" in third.headers
    assert client.get("/cart/").status_code == 200


@pytest.mark.django_db
def test_rest_answers_429_as_json(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch, "rest_address")
    answers = [client.get("/api/v1/cart") for _number in range(3)]
    assert [x.status_code for x in answers] == [200, 200, 429]
    body: dict[str, Any] = answers[-1].json()
    assert body["code"] == "too_many_requests"
    assert answers[-1].headers["Retry-After"] == str(body["details"]["retry_after"])


@pytest.mark.django_db
def test_turns_of_one_address_are_limited_whoever_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch, "chat_address")
    answers = [Client().post("/chat/say/", {"text": "hello"}) for _number in range(3)]
    assert [x.status_code for x in answers] == [302, 302, 429]
    assert Turn.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "target"),
    [("/search/?q=kurta", "/search?q=kurta"), ("/shop", "/shop/"), ("/api/v1/tools/", "/api/v1/tools")],
)
def test_a_slash_too_many_or_too_few_leads_to_the_page(client: Client, asked: str, target: str) -> None:
    answer = client.get(asked)
    assert answer.status_code == 301
    assert answer.headers["Location"] == target


@pytest.mark.django_db
def test_an_address_that_is_nothing_stays_a_404(client: Client) -> None:
    assert client.get("/no-such-page/").status_code == 404
