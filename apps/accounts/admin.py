"""People and tokens in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from apps.accounts.models import Consent, ServiceToken, User
from apps.accounts.services import token_seal
from retailgenie.ai.tools.registry import registry


@admin.register(User)
class PersonAdmin(UserAdmin, ModelAdmin):  # type: ignore[type-arg]
    change_password_form = AdminPasswordChangeForm
    ordering = ("email",)
    list_display = ("email", "name", "role", "is_active", "date_joined")
    list_filter = ("role", "is_active", "language")
    search_fields = ("email", "name", "phone")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": ("name", "phone", "language", "pin")}),
        (_("Permissions"), {"fields": ("role", "is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "role", "password1", "password2")}),)


class ServiceTokenForm(forms.ModelForm[ServiceToken]):
    """scopes: the tools that the token may run; none ticked means every tool of its person."""

    scopes = forms.MultipleChoiceField(
        label=_("Only these tools"), required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(tool.name, tool.name) for tool in registry]  # type: ignore[attr-defined]

    class Meta:
        model = ServiceToken
        fields = ("user", "name", "scopes", "expires_at", "revoked_at")


@admin.register(ServiceToken)
class ServiceTokenAdmin(ModelAdmin):
    form = ServiceTokenForm
    list_display = ("name", "user", "prefix", "created_at", "expires_at", "revoked_at", "last_used_at")
    readonly_fields = ("prefix", "created_at", "last_used_at")
    search_fields = ("name", "prefix", "user__email")
    autocomplete_fields = ("user",)

    def save_model(self, request: HttpRequest, obj: ServiceToken, form: Any, change: bool) -> None:
        """Issue a new token and show its secret, this once."""
        if not change:
            secret = token_seal(token=obj, now=timezone.now())
            text = _("Copy the token now, it is not shown again: %(secret)s") % {"secret": secret}
            messages.warning(request, text)
        super().save_model(request, obj, form, change)


@admin.register(Consent)
class ConsentAdmin(ModelAdmin):
    list_display = ("user", "purpose", "granted_at", "withdrawn_at")
    list_filter = ("purpose",)
