"""Forms around a product: a review, a decision on one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.catalog.reviews import MAX_TEXT, MAX_TITLE

STARS = [
    (5, _("5 – I love it")),
    (4, _("4 – good")),
    (3, _("3 – fine")),
    (2, _("2 – not so good")),
    (1, _("1 – bad")),
]


class ReviewForm(forms.Form):
    """Stars, a title and a text."""

    rating = forms.TypedChoiceField(
        label=_("How do you like it?"), choices=STARS, coerce=int, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("In one line (optional)"), max_length=MAX_TITLE, required=False)
    text = forms.CharField(
        label=_("More, if you like (optional)"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What others should know: fit, fabric, colour, how it wears. Please no phone numbers, links or insults."
        ),
    )
