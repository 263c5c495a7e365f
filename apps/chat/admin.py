"""Conversations in the admin, to read: what was said, how it was understood, what was answered."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from apps.chat.models import Conversation, Message, Turn


class ReadOnly:
    """Nothing that people said is changed by hand."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class MessageInline(ReadOnly, TabularInline):
    model = Message
    extra = 0
    fields = ("at", "role", "text")


@admin.register(Conversation)
class ConversationAdmin(ReadOnly, ModelAdmin):
    list_display = ("id", "owner_key", "language", "started_at", "updated_at", "closed_at")
    list_filter = ("language",)
    search_fields = ("id", "owner_key")
    date_hierarchy = "updated_at"
    inlines = (MessageInline,)


@admin.register(Turn)
class TurnAdmin(ReadOnly, ModelAdmin):
    list_display = ("started_at", "said", "language", "number", "finished_at")
    list_filter = ("language",)
    list_select_related = ("conversation",)
    search_fields = ("said", "conversation__id")
    date_hierarchy = "started_at"
