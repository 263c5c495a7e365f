"""The people of the demo shop: five to log in as, and the shoppers whose past orders fill it. All are invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password

from apps.accounts.models import Role, User
from apps.operations.demo.bulk import copy_rows
from apps.operations.demo.chance import chance
from apps.operations.demo.kinds import read_table
from apps.operations.demo.stores import cities
from apps.orders.models import Address

SHOPPERS, SMALL_SHOPPERS = 500, 20
DOMAIN = "retailgenie.example"


@dataclass(frozen=True, slots=True)
class Shopper:
    """A person who orders. woman: what they mostly buy for themselves; eager: how often they order."""

    key: str
    name: str
    email: str
    phone: str
    woman: bool
    eager: float
    address: dict[str, str]


NAMED = (
    ("asha", "Asha Rao", Role.SHOPPER, "Mumbai"),
    ("ravi", "Ravi Menon", Role.SHOPPER, "Bengaluru"),
    ("meera", "Meera Iyer", Role.STAFF, "Pune"),
    ("kabir", "Kabir Khan", Role.SUPPORT, "Delhi"),
    ("admin", "Admin", Role.ADMIN, "Mumbai"),
)


def load_people(*, small: bool, now: datetime) -> dict[str, Shopper]:
    """Write the five named people and the shoppers with their addresses; returns who orders, asha and ravi by name."""
    shoppers = {person.email.split("@")[0]: person for person in _named(now)}
    drawn = list(_drawn(SMALL_SHOPPERS if small else SHOPPERS))
    known = set(
        User.objects.filter(email__in=[person.email for person in drawn]).values_list("email", flat=True)
    )
    copy_rows(
        User,
        "email name phone password role language pin date_joined",
        (
            (x.email, x.name, x.phone, f"{UNUSABLE_PASSWORD_PREFIX}{x.email}", Role.SHOPPER.value, "en",
             x.address["pin"], now - timedelta(days=760))
            for x in drawn if x.email not in known
        ),
    )  # fmt: skip
    ids = dict(User.objects.filter(email__endswith=f"@{DOMAIN}").values_list("email", "pk"))
    for person in drawn:
        shoppers[person.email.split("@")[0]] = _owned(person, ids[person.email])
    copy_rows(
        Address,
        "owner_key name phone line1 line2 city state pin is_default created_at",
        (
            (x.key, x.name, x.phone, x.address["line1"], x.address["line2"], x.address["city"], x.address["state"],
             x.address["pin"], True, now - timedelta(days=750))
            for x in shoppers.values()
        ),
    )  # fmt: skip
    return shoppers


def _named(now: datetime) -> Iterator[Shopper]:
    """Make the five people one can log in as; yields the shoppers. Those who exist already are left as they are."""
    allowed = settings.DEMO_PASSWORDS_ALLOWED
    password = make_password(settings.DEMO_PASSWORD if allowed else None)
    for short, name, role, city in NAMED:
        rng = chance("person", short)
        address = _address(rng, name, _phone(rng), city)
        user, _ = User.objects.get_or_create(
            email=f"{short}@{DOMAIN}",
            defaults={
                "name": name, "role": role, "password": password, "phone": address["phone"], "pin": address["pin"],
                "is_staff": role is Role.ADMIN, "is_superuser": role is Role.ADMIN, "date_joined": now,
            },
        )  # fmt: skip
        if role is Role.SHOPPER:
            yield Shopper(
                f"user:{user.pk}", user.name, user.email, address["phone"], short == "asha", 0.0, address
            )


def _drawn(count: int) -> Iterator[Shopper]:
    names, places = read_table("names"), list(cities())
    weights = [len(cities()[city][4]) ** 2 + 1 for city in places]
    for number in range(1, count + 1):
        rng = chance("shopper", number)
        woman = rng.random() < 0.58
        name = f"{rng.choice(names['women' if woman else 'men'])} {rng.choice(names['surnames'])}"
        phone, city = _phone(rng), rng.choices(places, weights)[0]
        yield Shopper(
            key="",
            name=name,
            email=f"{name.replace(' ', '.').lower()}.{number}@{DOMAIN}",
            phone=phone,
            woman=woman,
            eager=min(rng.paretovariate(1.6), 12.0),
            address=_address(rng, name, phone, city),
        )


def _owned(person: Shopper, user_id: int) -> Shopper:
    return Shopper(
        f"user:{user_id}", person.name, person.email, person.phone, person.woman, person.eager, person.address
    )


def _address(rng: Random, name: str, phone: str, city: str) -> dict[str, str]:
    names, (state, pin) = read_table("names"), cities()[city][:2]
    return {
        "name": name,
        "phone": phone,
        "line1": f"{rng.randint(1, 60)}, {rng.choice(names['houses'])} Apartments",
        "city": city,
        "pin": pin,
        "line2": rng.choice(names["streets"]),
        "state": state,
    }


def _phone(rng: Random) -> str:
    return f"+9198{rng.randint(200, 999)}{rng.randint(10_000, 99_999)}"
