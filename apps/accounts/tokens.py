"""Bearer tokens over REST; apart from the views because DRF imports it while it loads them."""

from __future__ import annotations

from django.utils import timezone
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from apps.accounts.models import ServiceToken, User
from apps.accounts.services import token_owner


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer rg_...`, a service token that speaks for its person."""

    def authenticate(self, request: Request) -> tuple[User, ServiceToken] | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret:
            return None
        found = token_owner(secret=secret.strip(), now=timezone.now())
        if found is None:
            raise exceptions.AuthenticationFailed("This token is unknown, expired or revoked.")
        return found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
