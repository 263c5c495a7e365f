"""What a person is told: the list behind the bell, which kinds they want by which way, and announcements."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """What a person can switch on and off; e-mails about orders always go out, the law asks for them."""

    ORDERS = "orders", _("Orders, payments and returns")
    TICKETS = "tickets", _("Answers from our people")
    REVIEWS = "reviews", _("Your reviews")
    STOCK_ALERTS = "stock_alerts", _("What you wait for is back")
    CART = "cart", _("A reminder of your cart, if you asked for it")
    ANNOUNCEMENTS = "announcements", _("News and offers of the shop")


class Notice(models.Model):
    """One thing told to one person, shown behind the bell; key makes one event one notice.

    Its words come from the same template as the e-mail, in the language in which it is read.
    """

    key = models.CharField(max_length=160, unique=True)
    owner_key = models.CharField(max_length=64)
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True, help_text="The page that it is about.")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["owner_key", "-created_at"], name="notice_owner"),
            models.Index(
                fields=["owner_key"], condition=models.Q(read_at__isnull=True), name="notice_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class NoticeChoice(models.Model):
    """A kind that a person switched off or on by one way; without a row everything is on.

    owner_key is the account's or visitor's, or "email:<address>" of somebody who only left an address.
    """

    owner_key = models.CharField(max_length=260)
    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    by_email = models.BooleanField(default=True)
    in_shop = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_key", "kind"], name="one_choice_per_kind")]

    def __str__(self) -> str:
        return f"{self.owner_key} {self.kind}"


class Announcement(models.Model):
    """Something that the shop tells everybody, or everybody of one role; sent once, when it is published."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    title_hi = models.CharField(_("title in Hindi"), max_length=120, blank=True)
    text_hi = models.TextField(_("text in Hindi"), blank=True)
    url = models.CharField(_("page"), max_length=300, blank=True)
    role = models.CharField(_("only for"), max_length=16, blank=True, help_text=_("Empty: everybody."))
    by_email = models.BooleanField(_("by e-mail too"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title
