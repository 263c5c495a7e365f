"""Tickets and ratings in the admin: read and filter; their history is not edited by hand."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from apps.feedback.models import Rating, Survey, Ticket, TicketEvent


class TicketEventInline(TabularInline):
    model = TicketEvent
    extra = 0
    can_delete = False
    fields = readonly_fields = ("at", "kind", "actor", "from_customer", "text")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Ticket)
class TicketAdmin(ModelAdmin):
    list_display = ("number", "subject", "category", "priority", "status", "assignee", "created_at")
    list_filter = ("status", "priority", "category", "assignee")
    list_select_related = ("assignee",)
    search_fields = ("number", "subject", "order_number")
    date_hierarchy = "created_at"
    readonly_fields = ("number", "owner_key", "conversation_id", "created_at", "updated_at", "resolved_at")
    inlines = (TicketEventInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Rating)
class RatingAdmin(ModelAdmin):
    list_display = ("at", "thumb", "reason", "conversation_id", "message_id")
    list_filter = ("thumb", "reason")
    search_fields = ("conversation_id", "text")
    date_hierarchy = "at"
    readonly_fields = ("owner_key", "message_id", "conversation_id", "thumb", "reason", "text", "at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Survey)
class SurveyAdmin(ModelAdmin):
    list_display = ("at", "score", "conversation_id")
    list_filter = ("score",)
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
