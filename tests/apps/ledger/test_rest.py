"""The tools over REST: who may call, errors of one form, one answer per Idempotency-Key, a yes in two steps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import token_issue, token_revoke
from retailgenie.ai.tools.registry import registry
from retailgenie.ai.tools.types import Arguments, Caller, Risk, Tool, ToolResult
from retailgenie.ai.types import ConfirmCard, TicketView

pytestmark = pytest.mark.django_db


class Nothing(Arguments):
    pass


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []

    def run(caller: Caller, arguments: Nothing) -> ToolResult:
        made.append(caller.person.key)
        return ToolResult(TicketView(f"T{len(made)}", "subject", "new", "/t"), "done")

    def preview(caller: Caller, arguments: Nothing) -> ConfirmCard:
        return ConfirmCard("Sure?", (("What", "all of it"),))

    extra = {
        "test_write": Tool("test_write", "", Nothing, run, Risk.WRITE),
        "test_high": Tool("test_high", "", Nothing, run, Risk.HIGH, preview=preview),
        "test_staff": Tool("test_staff", "", Nothing, run, Risk.WRITE, frozenset({"orders.manage"})),
    }
    monkeypatch.setattr(registry, "_tools", {**registry._tools, **extra})
    return made


def bearer(user: User, **dates: object) -> dict[str, str]:
    _, secret = token_issue(user=user, name="test", scopes=[], now=timezone.now(), **dates)  # type: ignore[arg-type]
    return {"Authorization": f"Bearer {secret}"}


def post(client: Client, tool: str, headers: dict[str, str], **body: object) -> tuple[int, dict[str, object]]:
    answer = client.post(f"/api/v1/tools/{tool}", body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_the_list_shows_only_what_one_may_use(
    client: Client, calls: list[str], asha: User, meera: User
) -> None:
    shopper = {row["name"] for row in client.get("/api/v1/tools", headers=bearer(asha)).json()}
    staff = {row["name"] for row in client.get("/api/v1/tools", headers=bearer(meera)).json()}
    assert "test_staff" in staff - shopper
    assert "get_profile" in shopper


def test_a_token_speaks_for_its_person(client: Client, asha: User) -> None:
    status, body = post(client, "get_profile", bearer(asha))
    assert status == 200
    assert body["data"] == {"name": "Asha Rao", "email": asha.email, "phone": "", "language": "en"}


def test_a_token_with_scopes_runs_those_tools_and_no_others(
    client: Client, calls: list[str], asha: User
) -> None:
    _, secret = token_issue(user=asha, name="narrow", scopes=["get_profile"], now=timezone.now())
    headers = {"Authorization": f"Bearer {secret}"}
    assert post(client, "get_profile", headers)[0] == 200
    status, body = post(client, "test_write", headers)
    assert (status, body["code"]) == (403, "permission_missing")
    assert calls == []
    assert [row["name"] for row in client.get("/api/v1/tools", headers=headers).json()] == ["get_profile"]


def test_unknown_expired_and_revoked_tokens_get_401(client: Client, asha: User) -> None:
    now = timezone.now()
    expired = bearer(asha, expires_at=now - timedelta(seconds=1))
    row, secret = token_issue(user=asha, name="gone", scopes=[], now=now)
    token_revoke(token=row, now=now)
    for headers in (expired, {"Authorization": f"Bearer {secret}"}, {"Authorization": "Bearer x"}):
        status, body = post(client, "get_profile", headers)
        assert status == 401
        assert set(body) == {"code", "message", "details"}


def test_errors_have_one_form(client: Client, calls: list[str], asha: User) -> None:
    headers = bearer(asha)
    assert post(client, "no_such_tool", headers)[0] == 404
    assert post(client, "test_staff", headers)[0] == 403
    assert post(client, "get_profile", {})[0] == 401
    status, body = post(client, "test_write", headers, arguments={"extra": 1})
    assert status == 422
    assert body["code"] == "invalid_arguments"
    assert calls == []


def test_a_retry_with_the_same_key_is_answered_but_not_run_again(
    client: Client, calls: list[str], asha: User
) -> None:
    headers = {**bearer(asha), "Idempotency-Key": "k1"}
    first = post(client, "test_write", headers)
    assert post(client, "test_write", headers) == first
    assert len(calls) == 1


def test_high_risk_takes_two_steps(client: Client, calls: list[str], asha: User, ravi: User) -> None:
    headers = bearer(asha)
    status, body = post(client, "test_high", headers)
    assert status == 202
    assert body["confirm"]["title"] == "Sure?"  # type: ignore[index]
    assert calls == []
    stolen, _ = post(client, "test_high", bearer(ravi), approval=body["approval"])
    assert stolen == 409
    assert calls == []
    status, _ = post(client, "test_high", headers, approval=body["approval"])
    assert status == 200
    assert calls == [f"user:{asha.pk}"]


def test_the_api_describes_itself(client: Client) -> None:
    schema = client.get("/api/schema")
    assert schema.status_code == 200
    assert b"/api/v1/tools" in schema.content


def test_names_of_fields_that_no_database_can_hold_are_refused_like_others(
    client: Client, asha: User
) -> None:
    body = '{"arguments": {"variant_id": 1, "\\u0000\\ud800x": 1}}'
    headers = {**bearer(asha), "Idempotency-Key": "k"}
    for _ in range(2):
        answer = client.post(
            "/api/v1/tools/add_to_cart", body, content_type="application/json", headers=headers
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_arguments")


def test_what_fails_on_the_shop_s_side_is_told_in_the_same_form(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr("apps.ledger.rest.execute_tool", broken)
    answer = client.get("/api/v1/offers")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "secret" not in answer.content.decode()
    assert "a secret of the machine" in caplog.text
