"""Flags, versions and aliases in the admin."""

from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from apps.rollout.models import Alias, Flag, ModelVersion, PromptVersion


@admin.register(Flag)
class FlagAdmin(ModelAdmin):
    list_display = ("name", "enabled", "percent", "updated_at")
    list_filter = ("enabled",)
    search_fields = ("name", "description")
    readonly_fields = ("salt",)


@admin.register(ModelVersion)
class ModelVersionAdmin(ModelAdmin):
    list_display = ("kind", "version", "created_at")
    list_filter = ("kind",)
    search_fields = ("version",)
    readonly_fields = ("kind", "version", "path", "metrics", "created_at")


@admin.register(PromptVersion)
class PromptVersionAdmin(ModelAdmin):
    list_display = ("name", "version", "changelog", "created_at")
    list_filter = ("name",)


@admin.register(Alias)
class AliasAdmin(ModelAdmin):
    list_display = ("kind", "name", "alias", "version", "updated_at")
    list_filter = ("kind", "alias")
