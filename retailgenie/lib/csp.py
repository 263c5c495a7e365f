"""The content security policy by door: strict for the shop, and what the admin's own scripts need for the admin.

The admin's library evaluates expressions in attributes and sets styles inline; only staff can open it, and no text
that a shopper wrote is marked as safe there.
"""

from __future__ import annotations

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase

ADMIN = "/admin/"
ADMIN_NEEDS = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]}


class DoorPolicyMiddleware(CSPMiddleware):
    """Adds the admin's needs to answers below /admin/."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts: PolicyParts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(ADMIN):
            parts.update = {**(parts.update or {}), **ADMIN_NEEDS}
        return parts
