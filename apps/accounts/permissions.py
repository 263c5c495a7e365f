"""What each role may do, by permission name; tools and pages ask for names, never for roles."""

from __future__ import annotations

from apps.accounts.models import Role, User

SHOP_PERMISSIONS: dict[str, frozenset[str]] = {
    Role.SHOPPER: frozenset(),
    Role.CHAMPION: frozenset({"champions.hub"}),
    Role.SUPPORT: frozenset({"support.tickets", "orders.view", "reviews.moderate"}),
    Role.STAFF: frozenset(
        {
            "orders.view",
            "orders.manage",
            "catalog.manage",
            "stock.manage",
            "reports.view",
            "reviews.moderate",
        }
    ),
    Role.SERVICE: frozenset(),
}
EVERYTHING = frozenset().union(*SHOP_PERMISSIONS.values()) | {
    "accounts.manage",
    "rollout.manage",
    "audit.view",
}

DATASETS = (
    "datasets.read"  # of one role alone: not even an admin reads what models are trained with by this door
)


def permissions_of(user: User | None) -> frozenset[str]:
    """Return the permission names of a person; nobody and the inactive have none."""
    if user is None or not user.is_active:
        return frozenset()
    if user.is_superuser or user.role == Role.ADMIN:
        return EVERYTHING
    if user.role == Role.ML_ORCHESTRATOR:
        return frozenset({DATASETS})
    return SHOP_PERMISSIONS.get(user.role, frozenset())
