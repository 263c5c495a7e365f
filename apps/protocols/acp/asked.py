"""What agents send, read into shapes; unknown fields are ignored, as extensions may add them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(max_length=300)]
Id = Annotated[str, Field(max_length=120)]
PIECES = Field(ge=1, le=10_000_000)


class Asked(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ItemIn(Asked):
    id: Annotated[str, Field(min_length=1, max_length=120)]
    quantity: Annotated[int, PIECES] = 1


class BuyerIn(Asked):
    first_name: Text = ""
    last_name: Text = ""
    full_name: Text = ""
    email: Text
    phone_number: Text = ""


class AddressIn(Asked):
    name: Text = ""
    line_one: Text = ""
    line_two: Text = ""
    city: Text = ""
    state: Text = ""
    country: Text = ""
    postal_code: Text = ""


class DetailsIn(Asked):
    name: Text = ""
    phone_number: Text = ""
    email: Text = ""
    address: AddressIn | None = None


class SelectedIn(Asked):
    type: Id = "shipping"
    option_id: Id
    item_ids: Annotated[tuple[Id, ...], Field(max_length=100)] = ()


class DiscountsIn(Asked):
    codes: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=20)] = ()


class UpdateIn(Asked):
    """What is left out stays as it is."""

    line_items: Annotated[tuple[ItemIn, ...], Field(max_length=100)] | None = None
    buyer: BuyerIn | None = None
    fulfillment_details: DetailsIn | None = None
    selected_fulfillment_options: Annotated[tuple[SelectedIn, ...], Field(max_length=10)] | None = None
    discounts: DiscountsIn | None = None


class CreateIn(UpdateIn):
    line_items: Annotated[tuple[ItemIn, ...], Field(min_length=1, max_length=100)]
    currency: Annotated[str, Field(pattern="^[A-Za-z]{3}$")]
    capabilities: dict[str, Any]


class CartIn(UpdateIn):
    line_items: Annotated[tuple[ItemIn, ...], Field(min_length=1, max_length=100)]


class CredentialIn(Asked):
    type: Id = ""
    token: Text = ""


class InstrumentIn(Asked):
    type: Id
    credential: CredentialIn = CredentialIn()


class PaymentIn(Asked):
    handler_id: Id
    instrument: InstrumentIn


class CompleteIn(Asked):
    payment_data: PaymentIn
    buyer: BuyerIn | None = None


class TraceIn(Asked):
    reason_code: Annotated[str, Field(max_length=60)] = ""


class CancelIn(Asked):
    intent_trace: TraceIn = TraceIn()
