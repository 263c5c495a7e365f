"""Sign-up, log-in, log-out and the account pages."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import services
from apps.accounts.claims import claim_all
from apps.accounts.exporting import export_zip
from apps.accounts.forms import EraseForm, LogInForm, ProfileForm, SignUpForm
from apps.accounts.limits import limited
from apps.accounts.middleware import person_of
from apps.accounts.models import User
from apps.accounts.personal import kept
from retailgenie.lib.errors import ShopError

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@limited("log_in_address", by_field="log_in_person", field="username")
def log_in(request: HttpRequest) -> HttpResponse:
    """Log in; the visitor's cart, orders and conversation come along."""
    form = LogInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _enter(request, form.get_user())
    return render(request, "accounts/login.html", {"form": form, "next": _next(request)})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@limited("sign_up_address")
def sign_up(request: HttpRequest) -> HttpResponse:
    """Create a shopper's account and log in to it."""
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.person_sign_up(**form.cleaned_data, language=get_language() or "en")
        except ShopError as error:
            form.add_error("password" if isinstance(error, services.WeakPassword) else "email", error.message)
        else:
            return _enter(request, user)
    context = {"form": form, "next": _next(request)}
    return render(request, "accounts/signup.html", context, status=400 if form.errors else 200)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Log out; the browser becomes a new visitor."""
    logout(request)
    messages.success(request, _("You are logged out."))
    return redirect(settings.LOGOUT_REDIRECT_URL)


@require_safe
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """The account's start page."""
    return render(request, "accounts/profile.html")


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest) -> HttpResponse:
    """Name, phone, PIN code and language."""
    form = ProfileForm(request.POST or None, instance=_user(request))
    if request.method == "POST" and form.is_valid():
        user = form.save()
        messages.success(request, _("Your details are saved."))
        return _in_language(redirect("accounts:profile"), user)
    return render(request, "accounts/edit.html", {"form": form}, status=400 if form.errors else 200)


@require_safe
@login_required
def data(request: HttpRequest) -> HttpResponse:
    """What the shop keeps of a person, to take along or to erase."""
    return render(request, "accounts/data.html", {"kept": kept()})


@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """Everything the shop keeps of the person, as JSON files in one zip."""
    content = export_zip(user=_user(request), now=timezone.localtime())
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_required
def erase(request: HttpRequest) -> HttpResponse:
    """Erase the account after the password was given once more."""
    form = EraseForm(_user(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.person_erase(user=form.user)
        logout(request)
        messages.success(request, _("Your account is erased."))
        return redirect(settings.LOGOUT_REDIRECT_URL)
    context = {"form": form, "kept": kept()}
    return render(request, "accounts/erase.html", context, status=400 if form.errors else 200)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _next(request: HttpRequest) -> str:
    """Return where to go afterwards: only to a page of this shop."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    visitor_id = person_of(request.user, request.session).visitor_id
    login(request, user, backend=BACKEND)
    claim_all(visitor_id=visitor_id, user_id=user.pk, now=timezone.now())
    messages.success(request, _("Welcome, %(name)s.") % {"name": user.get_short_name()})
    return _in_language(
        HttpResponseRedirect(_next(request) or resolve_url(settings.LOGIN_REDIRECT_URL)), user
    )


def _in_language(response: HttpResponse, user: User) -> HttpResponse:
    if user.language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
    return response
