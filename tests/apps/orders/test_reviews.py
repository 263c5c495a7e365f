"""Reviews: one a person, checked, decided by moderators, told to the author; the stars are exact at every step."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.catalog.models import Product, Review, ReviewVote
from apps.catalog.reviews import review_write
from apps.ledger.audit import audit_faults
from apps.ledger.execution import execute_tool, undo_receipt
from apps.ledger.models import AuditEntry, Notice, OutboxMessage
from apps.orders.services.progress import order_advance
from retailgenie.ai.tools.types import Caller, Done, Refused
from tests.apps.catalog.factories import NOW, make_product
from tests.apps.orders.shopping import add, done, place, refused

MakeCaller = Callable[..., Caller]


def write(caller: Caller, product: Product, rating: int = 5, text: str = "Lovely", **more: Any) -> Any:
    given = {"product_id": product.pk, "rating": rating, "title": "Good", "text": text, **more}
    return done(execute_tool(caller, "write_review", given))


def stars(product: Product) -> tuple[float, int]:
    product.refresh_from_db()
    return float(product.rating), product.review_count


def decide(caller: Caller, review_id: int, *, publish: bool, reason: str = "") -> Any:
    given = {"review_id": review_id, "publish": publish, "reason": reason}
    return execute_tool(caller, "decide_review", given)


def test_a_clean_review_is_shown_at_once_and_counts(asha: User, caller: MakeCaller, shirt: Product) -> None:
    shown = write(caller(asha), shirt, 4)
    assert (shown.state, shown.author, shown.verified) == ("published", "Asha", False)
    assert stars(shirt) == (4.0, 1)
    detail = done(execute_tool(caller(asha), "product_reviews", {"product_id": shirt.pk}))
    assert [x.text for x in detail.reviews] == ["Lovely"]


def test_writing_again_replaces_the_first(asha: User, caller: MakeCaller, shirt: Product) -> None:
    write(caller(asha), shirt, 4)
    write(caller(asha), shirt, 2, "Shrank")
    assert Review.objects.count() == 1
    assert stars(shirt) == (2.0, 1)


def test_only_what_was_delivered_is_a_verified_purchase(
    asha: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    add(caller(asha), shirt.variants.all()[0].pk)
    order = place(caller(asha))
    assert not write(caller(asha), shirt).verified
    for step in ("packed", "shipped", "out_for_delivery", "delivered"):
        order_advance(number=order.number, to=step, caller=caller(meera), now=NOW)
    assert write(caller(asha), shirt).verified


def test_a_guest_is_asked_to_log_in(caller: MakeCaller, shirt: Product) -> None:
    outcome = execute_tool(caller(), "write_review", {"product_id": shirt.pk, "rating": 5})
    assert refused(outcome) == "login_required"
    assert not Review.objects.exists()


def test_what_the_checks_find_is_held_and_not_counted(asha: User, caller: MakeCaller, shirt: Product) -> None:
    shown = write(caller(asha), shirt, 1, "call 9876543210, chutiya log")
    assert (shown.state, len(shown.findings)) == ("pending", 2)
    assert stars(shirt) == (0.0, 0)
    detail = done(execute_tool(caller(asha), "product_reviews", {"product_id": shirt.pk}))
    assert detail.reviews == ()


def test_an_edit_that_breaks_the_rules_takes_the_review_down(
    asha: User, caller: MakeCaller, shirt: Product
) -> None:
    write(caller(asha), shirt)
    write(caller(asha), shirt, 5, "see www.cheap.example")
    assert stars(shirt) == (0.0, 0)


def test_a_moderator_decides_and_the_author_is_told_why(
    asha: User, kabir: User, caller: MakeCaller, shirt: Product
) -> None:
    held = write(caller(asha), shirt, 3, "mail me a@b.com")
    queue = done(execute_tool(caller(kabir), "list_reviews", {}))
    assert [x.review_id for x in queue.reviews] == [held.review_id]
    assert refused(decide(caller(kabir), held.review_id, publish=False)) == "review_refused"
    assert Review.objects.get().state == "pending"
    done(decide(caller(kabir), held.review_id, publish=False, reason="It holds an address."))
    assert stars(shirt) == (0.0, 0)
    told = Notice.objects.get(owner_key=f"user:{asha.pk}")
    assert told.context["reason"] == "It holds an address."
    assert OutboxMessage.objects.get(recipient=asha.email).template == "review_rejected"
    assert AuditEntry.objects.get(action="review.rejected").actor == f"user:{kabir.pk}"
    assert list(audit_faults()) == []
    done(decide(caller(kabir), held.review_id, publish=True))
    assert stars(shirt) == (3.0, 1)


def test_deciding_the_same_twice_tells_once(
    asha: User, kabir: User, caller: MakeCaller, shirt: Product
) -> None:
    held = write(caller(asha), shirt, 3, "mail me a@b.com")
    for _number in range(2):
        done(decide(caller(kabir), held.review_id, publish=True))
    assert Notice.objects.count() == 1


def test_a_rejected_review_that_is_changed_waits_again(
    asha: User, kabir: User, caller: MakeCaller, shirt: Product
) -> None:
    held = write(caller(asha), shirt, 3, "mail me a@b.com")
    done(decide(caller(kabir), held.review_id, publish=False, reason="No addresses."))
    assert write(caller(asha), shirt, 3, "Nice and clean now").state == "pending"


@pytest.mark.parametrize("who", ["asha", "ravi", "guest"])
def test_shoppers_moderate_nothing(
    asha: User, ravi: User, caller: MakeCaller, shirt: Product, who: str
) -> None:
    held = write(caller(asha), shirt, 3, "mail me a@b.com")
    by = {"asha": caller(asha), "ravi": caller(ravi), "guest": caller()}[who]
    code = "login_required" if who == "guest" else "permission_missing"
    assert refused(decide(by, held.review_id, publish=True)) == code
    assert refused(execute_tool(by, "list_reviews", {})) == code
    assert Review.objects.get().state == "pending"


def test_deleting_and_undoing_keep_the_stars_exact(
    asha: User, ravi: User, caller: MakeCaller, shirt: Product
) -> None:
    write(caller(asha), shirt, 5)
    write(caller(ravi), shirt, 2)
    assert stars(shirt) == (3.5, 2)
    outcome = execute_tool(caller(asha), "delete_review", {"product_id": shirt.pk})
    assert isinstance(outcome, Done)
    assert stars(shirt) == (2.0, 1)
    undo_receipt(caller(asha), outcome.receipt_id)
    assert stars(shirt) == (3.5, 2)
    again = execute_tool(caller(ravi), "write_review", {"product_id": shirt.pk, "rating": 4})
    assert isinstance(again, Done)
    undo_receipt(caller(ravi), again.receipt_id)
    assert stars(shirt) == (3.5, 2)


def test_nobody_deletes_what_another_wrote(
    asha: User, ravi: User, caller: MakeCaller, shirt: Product
) -> None:
    write(caller(asha), shirt)
    assert refused(execute_tool(caller(ravi), "delete_review", {"product_id": shirt.pk})) == "not_found"
    assert Review.objects.count() == 1


def test_a_helpful_vote_counts_once_a_person_and_never_for_oneself(
    asha: User, ravi: User, meera: User, caller: MakeCaller, shirt: Product
) -> None:
    review = write(caller(asha), shirt).review_id
    for user in (ravi, ravi, meera):
        done(execute_tool(caller(user), "vote_review", {"review_id": review}))
    assert Review.objects.get().helpful == ReviewVote.objects.count() == 2
    assert refused(execute_tool(caller(asha), "vote_review", {"review_id": review})) == "review_refused"
    for _number in range(2):
        done(execute_tool(caller(ravi), "vote_review", {"review_id": review, "helpful": False}))
    assert Review.objects.get().helpful == ReviewVote.objects.count() == 1


def test_a_held_review_can_not_be_voted_for(
    asha: User, ravi: User, caller: MakeCaller, shirt: Product
) -> None:
    review = write(caller(asha), shirt, 3, "mail me a@b.com").review_id
    assert refused(execute_tool(caller(ravi), "vote_review", {"review_id": review})) == "not_found"
    assert not ReviewVote.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reviews_written_at_the_same_time_are_all_counted() -> None:
    product = make_product()

    def one(number: int) -> None:
        rating = number % 5 + 1
        review_write(product_id=product.pk, owner_key=f"user:{number}", author="A", rating=rating, now=NOW)
        connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stars(product) == (3.0, 10)


def test_the_pages_take_a_review_from_form_to_queue(
    asha: User, kabir: User, client: Client, shirt: Product
) -> None:
    page = f"{shirt.get_absolute_url()}review/"
    assert client.get(page).status_code == 302
    client.force_login(asha)
    assert client.post(page, {"rating": "9"}).status_code == 400
    sent = client.post(page, {"rating": "2", "title": "Hm", "text": "call 9876543210"}, follow=True)
    assert "We look at your review first" in sent.content.decode()
    assert "being looked at" in client.get("/account/reviews/").content.decode()
    assert client.get("/moderation/reviews/").status_code == 403
    review = Review.objects.get()
    moderator = Client()
    moderator.force_login(kabir)
    assert "call 9876543210" in moderator.get("/moderation/reviews/").content.decode()
    moderator.post(f"/moderation/reviews/{review.pk}/", {"decision": "reject", "reason": "A phone number"})
    assert "A phone number" in client.get("/account/reviews/").content.decode()
    client.post(f"{page}delete/")
    assert not Review.objects.exists()


def test_the_product_page_shows_votes_and_takes_them(
    asha: User, ravi: User, caller: MakeCaller, shirt: Product, client: Client
) -> None:
    review = write(caller(asha), shirt).review_id
    client.force_login(ravi)
    client.post(f"/reviews/{review}/helpful/")
    assert "helped 1 person" in client.get(shirt.get_absolute_url()).content.decode()


def test_the_admin_decides_by_the_same_service(
    admin: User, asha: User, caller: MakeCaller, shirt: Product, client: Client
) -> None:
    held = write(caller(asha), shirt, 3, "mail me a@b.com")
    client.force_login(admin)
    asked = {"action": "reject", "_selected_action": [held.review_id]}
    client.post("/admin/catalog/review/", asked)
    assert Review.objects.get().state == "pending"
    client.post("/admin/catalog/review/", {**asked, "reason": "No addresses"})
    assert Review.objects.get().reason == "No addresses"
    client.post("/admin/catalog/review/", {**asked, "action": "publish"})
    assert stars(shirt) == (3.0, 1)


def test_by_rest(asha: User, client: Client, shirt: Product) -> None:
    client.force_login(asha)
    body = {"rating": 4, "text": "Fine"}
    sent = client.put(f"/api/v1/products/{shirt.pk}/review", body, content_type="application/json")
    assert sent.json()["data"]["state"] == "published"
    assert client.get("/api/v1/reviews").json()["data"]["total"] == 1
    assert client.delete(f"/api/v1/products/{shirt.pk}/review").status_code == 200
    assert not Review.objects.exists()


def test_a_refusal_of_the_limit_changes_nothing(
    asha: User, caller: MakeCaller, shirt: Product, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retailgenie.lib import limits

    settings.RATE_LIMITS = True
    limits.limits_forget()
    monkeypatch.setitem(limits.LIMITS, "review_person", limits.Limit("review_person", 1, 60, "for tests"))
    write(caller(asha), shirt, 5)
    outcome = execute_tool(caller(asha), "write_review", {"product_id": shirt.pk, "rating": 1})
    limits.limits_forget()
    assert isinstance(outcome, Refused)
    assert stars(shirt) == (5.0, 1)
