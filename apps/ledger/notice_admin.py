"""Announcements, and how every message looks, in the admin."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from apps.accounts.models import User
from apps.ledger.announcing import announcement_publish
from apps.ledger.message_samples import SAMPLES, sample_words, template_names
from apps.ledger.models import Announcement, Notice, NoticeChoice
from apps.ledger.outbox import outbox_add


@admin.register(Announcement)
class AnnouncementAdmin(ModelAdmin):
    list_display = ("title", "role", "by_email", "published_at")
    actions = ("publish",)

    def has_change_permission(self, request: HttpRequest, obj: Announcement | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.published_at is None)

    @admin.action(description=gettext_lazy("Publish: tell everybody now"))
    def publish(self, request: HttpRequest, rows: QuerySet[Announcement]) -> None:
        now = timezone.now()
        keys = rows.order_by("pk").values_list("pk", flat=True)
        count = sum(announcement_publish(announcement_id=pk, now=now) for pk in keys)
        messages.success(request, _("%(count)d announcements go out now.") % {"count": count})


@admin.register(NoticeChoice)
class NoticeChoiceAdmin(ModelAdmin):
    list_display = ("owner_key", "kind", "by_email", "in_shop", "changed_at")
    list_filter = ("kind",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: NoticeChoice | None = None) -> bool:
        return False


@admin.register(Notice)
class NoticeAdmin(ModelAdmin):
    """What people were told; above the list a way to how each message looks."""

    list_display = ("created_at", "kind", "template", "owner_key", "read_at")
    list_filter = ("kind", "template")
    change_list_template = "admin/notices.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("messages/", self.admin_site.admin_view(self.templates), name="ledger_messages"),
            path("messages/<slug:name>/", self.admin_site.admin_view(self.preview), name="ledger_message"),
        ]
        return own + cast(list[URLPattern], super().get_urls())

    def templates(self, request: HttpRequest) -> HttpResponse:
        """All templates with their subject in each language."""
        rows = [
            (name, [sample_words(name, code)[0] for code, _label in settings.LANGUAGES])
            for name in template_names()
        ]
        return render(request, "admin/messages.html", {**self._frame(request), "rows": rows})

    def preview(self, request: HttpRequest, name: str) -> HttpResponse:
        """One template in every language; a POST sends it to the admin who asks."""
        if name not in SAMPLES:
            raise Http404
        if request.method == "POST":
            self._send_test(request, name)
            return redirect("admin:ledger_message", name)
        shown = [(label, *sample_words(name, code)) for code, label in settings.LANGUAGES]
        return render(request, "admin/message.html", {**self._frame(request), "name": name, "shown": shown})

    def _frame(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "title": _("Messages"), "opts": Notice._meta}

    def _send_test(self, request: HttpRequest, name: str) -> None:
        user, now = cast(User, request.user), timezone.now()
        asked = request.POST.get("language", "")
        outbox_add(
            key=f"test:{name}:{user.pk}:{now.timestamp()}",
            channel="email",
            recipient=user.email,
            template=name,
            context=SAMPLES[name],
            language=asked if asked in dict(settings.LANGUAGES) else "en",
            now=now,
        )
        messages.success(request, _("On its way to %(email)s.") % {"email": user.email})
