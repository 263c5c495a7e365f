"""People, what they may do, and the tokens that services use in their name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is to the shop; `permissions.py` says what each role may do."""

    SHOPPER = "shopper", _("Shopper")
    STAFF = "staff", _("Staff")
    SUPPORT = "support", _("Support agent")
    CHAMPION = "champion", _("Champion")
    ADMIN = "admin", _("Admin")
    SERVICE = "service", _("Service")
    ML_ORCHESTRATOR = "ml_orchestrator", _("Orchestrator of the models")


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, role=Role.ADMIN, **extra)


class User(AbstractUser):
    """A person with an account; they log in by e-mail address."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.SHOPPER)
    language = models.CharField(_("language"), max_length=8, default="en")
    pin = models.CharField(_("PIN code"), max_length=6, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


class Consent(models.Model):
    """What a person agreed to; withdrawn consents stay as history."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_open_consent_per_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.purpose}"


class ServiceToken(models.Model):
    """A secret for programs; only its SHA-256 is kept. scopes: the tools it may run; empty means any."""

    name = models.CharField(max_length=80)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="service_tokens")
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def agent(self) -> str:
        """The name under which the ledger knows the program that uses this token."""
        return f"token:{self.prefix}"
