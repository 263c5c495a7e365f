"""People and small helpers that every test may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from apps.accounts.callers import caller_for
from apps.accounts.models import Role, User
from apps.catalog.outside.twin import TwinStock
from retailgenie.ai.tools.types import Caller, Door

PASSWORD = "a-long-test-password"


def person(email: str, name: str, role: Role) -> User:
    staff = role is Role.ADMIN
    return User.objects.create_user(email, PASSWORD, name=name, role=role, is_staff=staff, is_superuser=staff)


@pytest.fixture
def asha(db: None) -> User:
    """A shopper."""
    return person("asha@retailgenie.example", "Asha Rao", Role.SHOPPER)


@pytest.fixture
def ravi(db: None) -> User:
    """Another shopper, who must not see Asha's things."""
    return person("ravi@retailgenie.example", "Ravi Menon", Role.SHOPPER)


@pytest.fixture
def meera(db: None) -> User:
    """Staff."""
    return person("meera@retailgenie.example", "Meera Iyer", Role.STAFF)


@pytest.fixture
def kabir(db: None) -> User:
    """A support agent."""
    return person("kabir@retailgenie.example", "Kabir Khan", Role.SUPPORT)


@pytest.fixture
def admin(db: None) -> User:
    return person("admin@retailgenie.example", "Admin", Role.ADMIN)


@pytest.fixture
def caller() -> Callable[..., Caller]:
    """Build a caller: caller(asha), caller(visitor="v1"), caller(asha, door=Door.REST)."""

    def build(user: User | None = None, *, visitor: str = "", door: Door = Door.CHAT) -> Caller:
        return caller_for(user, visitor_id=visitor or ("" if user else "visitor-1"), door=door)

    return build


@pytest.fixture
def twin(db: None) -> Iterator[TwinStock]:
    """The outside stock system that comes with the shop, with empty books."""
    found = TwinStock()
    found.forget()
    yield found
    found.forget()


@pytest.fixture(autouse=True)
def fresh_aliases() -> Iterator[None]:
    """Nothing that one test cached about flags and versions is seen by the next."""
    from apps.rollout.selectors import forget

    forget()
    yield
    forget()
