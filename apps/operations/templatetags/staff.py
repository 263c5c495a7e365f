"""Tags of the staff pages."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

register = template.Library()


@dataclass(frozen=True, slots=True)
class Tab:
    url: str
    label: str
    current: bool


@register.simple_tag(takes_context=True)
def staff_tabs(context: template.Context) -> list[Tab]:
    """Return the parts of the staff view; the one whose address the page's begins with is the current one."""
    path, home = context["request"].path, reverse("operations:staff")
    parts = (
        ("operations:staff", _("Today")),
        ("operations:numbers", _("Numbers")),
        ("operations:orders", _("Orders")),
        ("operations:returns", _("Returns")),
        ("operations:stock", _("Stock")),
        ("operations:products", _("Products")),
        ("operations:offers", _("Offers")),
        ("operations:imports", _("Imports")),
    )
    tabs = [(reverse(name), label) for name, label in parts]
    return [Tab(url, label, path == url if url == home else path.startswith(url)) for url, label in tabs]
