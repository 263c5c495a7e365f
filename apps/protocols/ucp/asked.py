"""What agents send, read into shapes; whatever else stands in a body is ignored, as the protocol wants it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=300)]
Code = Annotated[str, Field(max_length=60)]
Paise = Annotated[int, Field(ge=0, lt=10**12)]


class Asked(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ItemIn(Asked):
    id: Annotated[str, Field(min_length=1, max_length=120)]


class LineIn(Asked):
    id: Annotated[str, Field(max_length=80)] = ""
    item: ItemIn
    quantity: Annotated[int, Field(ge=1, le=10_000_000)]


class BuyerIn(Asked):
    first_name: Text = ""
    last_name: Text = ""
    email: Text = ""
    phone_number: Text = ""


class DestinationIn(Asked):
    id: Annotated[str, Field(max_length=80)] = ""
    type: Code = ""
    street_address: Text = ""
    extended_address: Text = ""
    address_locality: Text = ""
    address_region: Text = ""
    address_country: Text = ""
    postal_code: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    phone_number: Text = ""


class GroupIn(Asked):
    id: Annotated[str, Field(max_length=80)] = ""
    selected_option_id: Annotated[str, Field(max_length=80)] | None = None


class MethodIn(Asked):
    id: Annotated[str, Field(max_length=80)] = ""
    type: Code = "shipping"
    destinations: Annotated[tuple[DestinationIn, ...], Field(max_length=20)] = ()
    selected_destination_id: Annotated[str, Field(max_length=80)] | None = None
    groups: Annotated[tuple[GroupIn, ...], Field(max_length=20)] = ()


class FulfillmentIn(Asked):
    methods: Annotated[tuple[MethodIn, ...], Field(max_length=10)] = ()


class DiscountsIn(Asked):
    codes: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=20)] = ()


class CredentialIn(Asked):
    type: Code = ""
    token: Text = ""


class InstrumentIn(Asked):
    id: Annotated[str, Field(max_length=80)] = ""
    handler_id: Code = ""
    type: Code = ""
    selected: bool = False
    credential: CredentialIn = CredentialIn()


class PaymentIn(Asked):
    instruments: Annotated[tuple[InstrumentIn, ...], Field(max_length=10)] = ()


class SessionIn(Asked):
    """A cart, or a checkout as it is created and updated."""

    line_items: Annotated[tuple[LineIn, ...], Field(max_length=100)]
    buyer: BuyerIn | None = None
    fulfillment: FulfillmentIn | None = None
    discounts: DiscountsIn | None = None
    context: dict[str, Any] = {}


class FromCartIn(Asked):
    cart_id: Annotated[str, Field(min_length=1, max_length=60)]


class CompleteIn(Asked):
    """buyer and fulfillment: last corrections; whoever sends them sees a checkout that isn't completed if they fail."""

    payment: PaymentIn
    buyer: BuyerIn | None = None
    fulfillment: FulfillmentIn | None = None


class PriceIn(Asked):
    min: Paise | None = None
    max: Paise | None = None


class FiltersIn(Asked):
    categories: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    price: PriceIn | None = None


class PagesIn(Asked):
    cursor: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1)] | None = None


class SearchIn(Asked):
    query: Annotated[str, Field(max_length=2_000)] | None = None
    filters: FiltersIn | None = None
    pagination: PagesIn = PagesIn()
    cursor: Annotated[str, Field(max_length=200)] = ""
    limit: Annotated[int, Field(ge=1)] | None = None


class LookupIn(Asked):
    ids: Annotated[tuple[Annotated[str, Field(max_length=120)], ...], Field(min_length=1)]


class SelectedIn(Asked):
    name: Text
    label: Text = ""


class ProductIn(Asked):
    id: Annotated[str, Field(min_length=1, max_length=120)]
    selected: Annotated[tuple[SelectedIn, ...], Field(max_length=10)] = ()


class AskIn(Asked):
    query: Annotated[str, Field(min_length=1, max_length=2_000)]
    conversation: dict[str, Any] = {}


class AfterIn(Asked):
    """Our own extension: what to do with an order. approval: the token of the card that the first call returned."""

    action: Annotated[str, Field(pattern="^(cancel|return|exchange)$")]
    line_items: Annotated[tuple[LineIn, ...], Field(max_length=50)] = ()
    reason: Text = ""
    approval: Annotated[str, Field(max_length=200)] = ""
