"""Flags, versions and aliases in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from apps.rollout.models import Alias, AliasName, Flag, Kind, ModelVersion, PromptVersion


@admin.register(Flag)
class FlagAdmin(ModelAdmin):
    list_display = ("name", "enabled", "percent", "updated_at")
    list_filter = ("enabled",)
    search_fields = ("name", "description")
    readonly_fields = ("salt",)


@admin.register(ModelVersion)
class ModelVersionAdmin(ModelAdmin):
    list_display = ("kind", "version", "runs", "created_at")
    list_filter = ("kind",)
    search_fields = ("version",)
    readonly_fields = ("kind", "version", "path", "metrics", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModelVersion]:
        champion = Alias.objects.filter(
            kind=OuterRef("kind"), version=OuterRef("version"), alias=AliasName.CHAMPION
        )
        versions: QuerySet[ModelVersion] = super().get_queryset(request)
        return versions.annotate(champion=Exists(champion))

    @admin.display(boolean=True, description="champion")
    def runs(self, version: ModelVersion) -> bool:
        return bool(getattr(version, "champion", False))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Versions come from training runs, which write their files."""
        return False


@admin.register(PromptVersion)
class PromptVersionAdmin(ModelAdmin):
    list_display = ("name", "version", "changelog", "created_at")
    list_filter = ("name",)


@admin.register(Alias)
class AliasAdmin(ModelAdmin):
    list_display = ("kind", "name", "alias", "version", "updated_at")
    list_filter = ("kind", "alias")

    def has_change_permission(self, request: HttpRequest, obj: Alias | None = None) -> bool:
        """An encoder's alias moves with its vectors only: `manage.py reindex`."""
        moves_alone = obj is None or obj.kind != Kind.ENCODER
        return moves_alone and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Alias | None = None) -> bool:
        """As for changes."""
        moves_alone = obj is None or obj.kind != Kind.ENCODER
        return moves_alone and bool(super().has_delete_permission(request, obj))
