"""Forms of the account pages."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User

_MOBILE = re.compile(r"^(?:\+?91|0)?([6-9]\d{9})$")


class MobileField(forms.CharField):
    """An Indian mobile number, kept as its ten digits."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        found = _MOBILE.match(re.sub(r"[\s\-()]", "", text))
        if found is None:
            raise forms.ValidationError(_("Enter a mobile number with ten digits, for example 98200 12345."))
        return found[1]


def _mobile(*, required: bool) -> MobileField:
    widget = forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    return MobileField(label=_("Mobile number"), max_length=20, required=required, widget=widget)


class LogInForm(AuthenticationForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-mail address")
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username"})

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class SignUpForm(forms.Form):
    """A new shopper; the password's rules are checked by the service."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    phone = _mobile(required=False)
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())


class ProfileForm(forms.ModelForm[User]):
    """What a person may change of their account; the e-mail address is who they are, so it stays."""

    phone = _mobile(required=False)
    pin = forms.CharField(
        label=_("PIN code"),
        max_length=8,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("en", _("English")), ("hi", _("Hindi"))])

    class Meta:
        model = User
        fields = ["name", "phone", "pin", "language"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
        }

    def clean_pin(self) -> str:
        pin = self.cleaned_data["pin"].replace(" ", "")
        if pin and not re.fullmatch(r"[1-9]\d{5}", pin):
            raise forms.ValidationError(_("A PIN code has six digits."))
        return str(pin)


class EraseForm(forms.Form):
    """Asks for the password once more before an account is erased."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not self.user.check_password(password):
            raise forms.ValidationError(_("That is not your password."))
        return password
