"""Pages of the account, under /account/."""

from __future__ import annotations

from django.contrib.auth import views as auth_views
from django.urls import URLPattern, URLResolver, path, reverse_lazy

from apps.accounts import views
from apps.accounts.limits import limited

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.profile, name="profile"),
    path("edit/", views.edit, name="edit"),
    path("data/", views.data, name="data"),
    path("export/", views.export, name="export"),
    path("erase/", views.erase, name="erase"),
    path("login/", views.log_in, name="login"),
    path("signup/", views.sign_up, name="signup"),
    path("logout/", views.log_out, name="logout"),
    path(
        "password/",
        auth_views.PasswordChangeView.as_view(
            template_name="accounts/password.html", success_url=reverse_lazy("accounts:profile")
        ),
        name="password",
    ),
    path(
        "reset/",
        limited("reset_address", by_field="reset_person", field="email")(
            auth_views.PasswordResetView.as_view(
                template_name="accounts/reset.html",
                email_template_name="accounts/reset_email.txt",
                subject_template_name="accounts/reset_subject.txt",
                success_url=reverse_lazy("accounts:reset_sent"),
            )
        ),
        name="reset",
    ),
    path(
        "reset/sent/",
        auth_views.PasswordResetDoneView.as_view(template_name="accounts/reset_sent.html"),
        name="reset_sent",
    ),
    path(
        "reset/<uidb64>/<token>/",
        auth_views.PasswordResetConfirmView.as_view(
            template_name="accounts/reset_confirm.html", success_url=reverse_lazy("accounts:login")
        ),
        name="reset_confirm",
    ),
]
