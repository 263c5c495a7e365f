"""Documents in the admin: drafts are edited, published versions only read; publishing is an action."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from apps.content.models import Document, Passage
from apps.content.services import document_archive, document_publish, document_write


@admin.register(Document)
class DocumentAdmin(ModelAdmin):
    list_display = ("title", "slug", "language", "version", "kind", "topic", "status", "updated_at")
    list_filter = ("status", "kind", "topic", "language")
    search_fields = ("title", "slug", "body")
    readonly_fields = ("version", "status", "updated_at")
    actions = ("publish", "archive", "revise")

    def has_change_permission(self, request: HttpRequest, obj: Document | None = None) -> bool:
        draft = obj is None or obj.status == Document.Status.DRAFT
        return draft and bool(super().has_change_permission(request, obj))

    def save_model(
        self, request: HttpRequest, obj: Document, form: ModelForm[Document], change: bool
    ) -> None:
        obj.updated_at = timezone.now()
        if not change:
            last = Document.objects.filter(slug=obj.slug, language=obj.language).order_by("-version").first()
            obj.version = last.version + 1 if last else 1
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Publish the chosen versions"))
    def publish(self, request: HttpRequest, rows: QuerySet[Document]) -> None:
        for key in rows.values_list("pk", flat=True):
            document_publish(document_id=key, now=timezone.now())
        messages.success(request, _("Published."))

    @admin.action(description=gettext_lazy("Take the chosen versions off the help centre"))
    def archive(self, request: HttpRequest, rows: QuerySet[Document]) -> None:
        for key in rows.values_list("pk", flat=True):
            document_archive(document_id=key, now=timezone.now())
        messages.success(request, _("Archived."))

    @admin.action(description=gettext_lazy("Write a new version of the chosen documents"))
    def revise(self, request: HttpRequest, rows: QuerySet[Document]) -> None:
        for row in rows:
            document_write(
                slug=row.slug,
                title=row.title,
                body=row.body,
                language=row.language,
                kind=row.kind,
                topic=row.topic,
                now=timezone.now(),
            )
        messages.success(request, _("New drafts are there to be edited."))


@admin.register(Passage)
class PassageAdmin(ModelAdmin):
    list_display = ("document", "ordinal", "encoder")
    list_filter = ("encoder",)
    list_select_related = ("document",)
    exclude = ("embedding",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Passage | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Passage | None = None) -> bool:
        return False
