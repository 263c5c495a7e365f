"""Loading files: checked first, applied as a whole or not at all, once, and with a trace."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.catalog.imports import jobs
from apps.catalog.imports.price_file import PriceFile
from apps.catalog.models import (
    ImportFault,
    ImportFile,
    ImportJob,
    PlannedPrice,
    PriceChange,
    Product,
    Stock,
    StockCount,
    Store,
    Variant,
)
from apps.catalog.prices import prices_due
from apps.catalog.stock import stock_allocate, stock_faults
from apps.ledger.models import AuditEntry
from tests.apps.catalog.factories import make_product, make_store

pytestmark = pytest.mark.django_db
Run = Callable[..., ImportJob]


@pytest.fixture
def shop() -> Store:
    return make_store("Pune", name="FC Road")


@pytest.fixture
def kurta(shop: Store) -> Variant:
    product = make_product("Kurta", sizes=("M",), colours=("Red",), price=1000, mrp=2000, store=shop)
    return product.variants.get()


@pytest.fixture
def send(client: Client, meera: User, django_capture_on_commit_callbacks: Any) -> Run:
    """Upload a file as Meera and let its check run."""

    def upload(
        kind: str, text: str | bytes, *, name: str = "rows.csv", key: str = "", **more: str
    ) -> ImportJob:
        client.force_login(meera)
        content = text if isinstance(text, bytes) else text.encode()
        data = {"kind": kind, "submit_key": key or str(uuid.uuid4()), **more}
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post("/staff/imports/new/", {**data, "file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 302, answer.context["form"].errors
        return ImportJob.objects.get(pk=int(answer["Location"].split("/")[-2]))

    return upload


@pytest.fixture
def press(client: Client, django_capture_on_commit_callbacks: Any) -> Run:
    """Press a button on a job's page and let what follows run."""

    def step(job: ImportJob, do: str) -> ImportJob:
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"/staff/imports/{job.pk}/step/", {"do": do})
        job.refresh_from_db()
        return job

    return step


def test_imports_are_for_staff(client: Client, asha: User, kabir: User, meera: User) -> None:
    assert client.get("/staff/imports/")["Location"].startswith("/account/login/")
    for person, status in ((asha, 403), (kabir, 403), (meera, 200)):
        client.force_login(person)
        assert client.get("/staff/imports/").status_code == status
    client.force_login(asha)
    assert client.post("/staff/imports/new/").status_code == 403
    assert client.post("/staff/imports/1/step/", {"do": "apply"}).status_code == 403


def test_a_catalogue_is_counted_first_and_applied_on_request(send: Run, press: Run, kurta: Variant) -> None:
    text = (
        "product_id,title,category,brand,sku,colour,size,price,mrp,stock\n"
        f"{kurta.product.external_id},Long kurta,Shirts,Neelam,{kurta.sku},Red,M,1100,2000,\n"
        "N1,Sari,Women > Saris,Neelam,N1-S,Blue,,2500,3000,4\n"
        "N1,Sari,Women > Saris,Neelam,N1-G,Green,,2500,3000,3\n"
    )
    job = send("catalogue", text)
    assert (job.state, job.rows, job.faults) == ("ready", 3, 0)
    assert job.counts == {
        "products_changed": 1,
        "products_new": 1,
        "variants_changed": 1,
        "prices_changed": 1,
        "variants_new": 2,
        "pieces_received": 7,
    }
    assert Product.objects.count() == 1
    assert press(job, "apply").state == "done"
    assert set(Product.objects.values_list("title", flat=True)) == {"Long kurta", "Sari"}
    assert Variant.objects.get(sku=kurta.sku).price_paise == 110_000
    assert sum(Stock.objects.filter(variant__sku__startswith="N1").values_list("on_hand", flat=True)) == 7
    assert not list(stock_faults())
    assert not ImportFile.objects.exists()
    actions = list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))
    assert actions == ["import_uploaded", "import_started", "import_applied"]


def test_the_same_catalogue_again_changes_nothing(send: Run, press: Run) -> None:
    text = "product_id,title,category,sku,price\nN1,Sari,Saris,N1-S,2500\n"
    press(send("catalogue", text), "apply")
    assert send("catalogue", text).counts == {"products_same": 1, "variants_same": 1}


def test_a_column_that_the_file_lacks_keeps_what_is_there(send: Run, press: Run, kurta: Variant) -> None:
    Product.objects.update(description="Soft", rating="4.5", review_count=9, hsn="6205")
    assert (
        press(send("catalogue", f"product_id,title\n{kurta.product.external_id},Renamed\n"), "apply").state
        == "done"
    )
    product = Product.objects.get()
    assert (product.title, product.description, product.hsn) == ("Renamed", "Soft", "6205")
    assert (float(product.rating), product.review_count, product.min_price_paise) == (4.5, 9, 100_000)


def test_faults_name_row_column_and_remedy_and_nothing_is_applied(
    client: Client, send: Run, press: Run, kurta: Variant
) -> None:
    job = send("catalogue", "product_id,title,price\nA,Sari,cheap\n,Shawl,10\nB,Scarf,20\n")
    assert (job.state, job.faults) == ("faulty", 2)
    found = list(ImportFault.objects.values_list("number", "column", "advice"))
    assert found == [
        (2, "price", "Write rupees as a number, for example 1499 or 1499.50."),
        (3, "product_id", "Fill it in, or take the row out."),
    ]
    assert press(job, "apply").state == "faulty"
    assert Product.objects.count() == 1
    rows = list(
        csv.reader(io.StringIO(client.get(f"/staff/imports/{job.pk}/faults.csv").content.decode("utf-8-sig")))
    )
    assert rows[0] == ["Row", "Column", "What is wrong", "What to do", "Blocks"]
    assert rows[1][:2] == ["2", "price"]


def test_a_downloaded_fault_is_never_a_formula(client: Client, send: Run) -> None:
    job = send("prices", "sku,price\n=1+1,10\n")
    ImportFault.objects.update(problem="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in client.get(f"/staff/imports/{job.pk}/faults.csv").content.decode()


def test_prices_change_at_once_with_history_or_on_their_day(send: Run, press: Run, kurta: Variant) -> None:
    other = make_product("Shirt", sizes=("S",), price=500).variants.get()
    later = timezone.now() + timedelta(days=10)
    job = send(
        "prices",
        f'sku,price,mrp,effective_from\n{kurta.sku},900,,\n{other.sku},"₹1,400",1500,{later:%d-%m-%Y}\n',
    )
    assert (job.state, job.counts) == ("ready", {"prices_down": 1, "prices_planned": 1})
    press(job, "apply")
    kurta.refresh_from_db()
    assert (kurta.price_paise, kurta.mrp_paise) == (90_000, 200_000)
    assert PriceChange.objects.get().price_paise == 90_000
    assert Product.objects.get(pk=kurta.product_id).min_price_paise == 90_000
    planned = PlannedPrice.objects.get()
    assert prices_due(now=planned.starts_at - timedelta(seconds=1)) == 0
    other.refresh_from_db()
    assert other.price_paise == 50_000
    assert prices_due(now=planned.starts_at) == 1
    assert prices_due(now=planned.starts_at) == 0
    other.refresh_from_db()
    assert (other.price_paise, other.mrp_paise) == (140_000, 150_000)
    assert PriceChange.objects.get(variant=other).at == planned.starts_at


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ("NONE,10,,", "sku", "There is no SKU NONE."),
        ("{sku},,,", "price", "There is no price."),
        ("{sku},abc,,", "price", "“abc” is no price."),
        ("{sku},-5,,", "price", "“-5” can't be a price."),
        ("{sku},0,,", "price", "“0” can't be a price."),
        ("{sku},2500,,", "price", "₹2,500 is above the MRP of ₹2,000."),
        ("{sku},900,,soon", "effective_from", "“soon” is no date."),
        (",900,,", "sku", "It is empty."),
    ],
)
def test_a_faulty_price_is_named(send: Run, kurta: Variant, row: str, column: str, problem: str) -> None:
    job = send("prices", f"sku,price,mrp,effective_from\n{row.format(sku=kurta.sku)}\n")
    assert job.state == "faulty"
    fault = ImportFault.objects.get()
    assert (fault.number, fault.column, fault.problem) == (2, column, problem)
    assert fault.advice


def test_a_slipped_point_is_a_warning_and_two_rows_of_a_sku_a_fault(send: Run, kurta: Variant) -> None:
    job = send("prices", f"sku,price\n{kurta.sku},99\n")
    assert (job.state, job.faults, job.warnings) == ("ready", 0, 1)
    job = send("prices", f"sku,price\n{kurta.sku},900\n{kurta.sku},950\n")
    assert (job.state, job.faults) == ("faulty", 1)


def test_counts_go_through_the_stock_ledger(send: Run, press: Run, kurta: Variant, shop: Store) -> None:
    other = make_store("Delhi")
    text = (
        f"sku,store,counted,location\n{kurta.sku},{shop.code},3,A-03-2\n{kurta.sku},{other.code.upper()},4,\n"
    )
    job = send("stock", text)
    assert job.counts == {
        "counts_changed": 2,
        "pieces_fewer": 2,
        "pieces_more": 4,
        "stock_rows_new": 1,
    }
    assert press(job, "apply").state == "done"
    rows = {x.store_id: (x.on_hand, x.location) for x in Stock.objects.filter(variant=kurta)}
    assert rows == {shop.pk: (3, "A-03-2"), other.pk: (4, "")}
    assert {x.difference for x in StockCount.objects.all()} == {-2, 4}
    assert not list(stock_faults())


def test_a_count_below_what_is_sold_is_a_fault(send: Run, kurta: Variant, shop: Store) -> None:
    stock_allocate(wants={kurta.pk: 4}, reference="RG1", now=timezone.now())
    job = send(
        "stock", f"sku,store,counted\n{kurta.sku},{shop.code},3\nX,{shop.code},1\n{kurta.sku},zz,1.5\n"
    )
    assert [x.column for x in ImportFault.objects.all()] == ["counted", "sku", "store"]
    assert job.state == "faulty"
    assert Stock.objects.get().on_hand == 5


def test_what_is_sold_between_check_and_apply_stops_all_of_it(
    send: Run, press: Run, kurta: Variant, shop: Store
) -> None:
    other = make_product("Shirt", sizes=("S",), store=shop).variants.get()
    job = send("stock", f"sku,store,counted\n{other.sku},{shop.code},9\n{kurta.sku},{shop.code},1\n")
    assert job.state == "ready"
    stock_allocate(wants={kurta.pk: 2}, reference="RG1", now=timezone.now())
    job = press(job, "apply")
    assert job.state == "faulty"
    assert "Row 3" in job.problem
    assert Stock.objects.get(variant=other).on_hand == 5
    assert not StockCount.objects.exists()


def test_parquet_is_read_with_its_own_types(send: Run, press: Run, kurta: Variant, tmp_path: Path) -> None:
    path = tmp_path / "prices.parquet"
    duckdb.connect().execute(
        f"copy (select '{kurta.sku}' as sku, 850.50::decimal(9,2) as price, date '2020-01-01' as effective_from) "
        f"to '{path}' (format parquet)"
    )
    assert press(send("prices", path.read_bytes(), name="p.parquet"), "apply").state == "done"
    kurta.refresh_from_db()
    assert kurta.price_paise == 85_050


def test_the_same_form_or_file_twice_is_one_job(client: Client, send: Run, kurta: Variant) -> None:
    key, text = str(uuid.uuid4()), f"sku,price\n{kurta.sku},900\n"
    first = send("prices", text, key=key)
    assert send("prices", text, key=key) == first
    assert send("prices", text) == first
    assert ImportJob.objects.count() == 1
    assert AuditEntry.objects.filter(action="import_uploaded").count() == 1


def test_applying_twice_is_applying_once(send: Run, press: Run, kurta: Variant) -> None:
    job = send("prices", f"sku,price\n{kurta.sku},900\n")
    press(job, "apply")
    assert press(job, "apply").state == "done"
    jobs.import_apply(job_id=job.pk, now=timezone.now())
    assert PriceChange.objects.count() == 1
    assert AuditEntry.objects.filter(action="import_applied").count() == 1


def test_a_cancelled_file_is_not_applied(send: Run, press: Run, kurta: Variant) -> None:
    job = press(send("prices", f"sku,price\n{kurta.sku},900\n"), "cancel")
    assert job.state == "cancelled"
    assert press(job, "apply").state == "cancelled"
    kurta.refresh_from_db()
    assert kurta.price_paise == 100_000


def test_cancelling_while_it_is_applied_takes_everything_back(
    send: Run, kurta: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = send("prices", f"sku,price\n{kurta.sku},900\n")
    ImportJob.objects.update(state="applying")
    before = PriceFile.apply

    def rival(self: Any, source: Any, progress: Any) -> None:
        before(self, source, lambda done, total: None)
        ImportJob.objects.filter(pk=job.pk).update(cancel_asked=True)

    monkeypatch.setattr(PriceFile, "apply", rival)
    jobs.import_apply(job_id=job.pk, now=timezone.now())
    job.refresh_from_db()
    kurta.refresh_from_db()
    assert (job.state, kurta.price_paise, PriceChange.objects.count()) == ("cancelled", 100_000, 0)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("rows.xlsx", b"PK", "Only CSV and Parquet"),
        ("rows.csv", b"x" * (jobs.MAX_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_what_is_no_such_file_is_refused_at_the_door(
    client: Client, meera: User, name: str, content: bytes, says: str
) -> None:
    client.force_login(meera)
    data = {"kind": "prices", "submit_key": str(uuid.uuid4()), "file": SimpleUploadedFile(name, content)}
    page = client.post("/staff/imports/new/", data)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"sku,price\n"),
        ("b.csv", b"\xff\xfe\x00s"),
        ("c.parquet", b"no parquet at all"),
        ("d.csv", b"other,columns\n1,2\n"),
    ],
)
def test_an_unreadable_file_says_so_and_changes_nothing(send: Run, name: str, content: bytes) -> None:
    job = send("prices", content, name=name)
    assert job.state == "faulty"
    assert job.problem


def test_too_many_rows_are_refused(send: Run, kurta: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MAX_ROWS", 2)
    job = send("prices", f"sku,price\n{kurta.sku},1\nb,2\nc,3\n")
    assert (job.state, job.problem) == (
        "faulty",
        "The file has 3 rows; at most 2 go at once. Cut it into parts.",
    )


def test_a_job_whose_worker_died_is_ended(send: Run, kurta: Variant) -> None:
    job = send("prices", f"sku,price\n{kurta.sku},900\n")
    ImportJob.objects.update(state="applying")
    assert jobs.imports_sweep(now=timezone.now()) == 0
    assert jobs.imports_sweep(now=timezone.now() + jobs.STUCK_AFTER + timedelta(seconds=1)) == 1
    job.refresh_from_db()
    assert job.state == "faulty"
    assert "nothing was changed" in job.problem


def test_the_pages_of_a_job_work_without_javascript(client: Client, send: Run, kurta: Variant) -> None:
    job = send("prices", f"sku,price\n{kurta.sku},900\n")
    page = client.get(f"/staff/imports/{job.pk}/").content.decode()
    assert "Apply all of it" in page
    assert "Prices that fall" in page
    ImportJob.objects.update(state="checking")
    assert "Look again" in client.get(f"/staff/imports/{job.pk}/").content.decode()
    part = client.get(f"/staff/imports/{job.pk}/", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-get" in part
    assert client.get("/staff/imports/example/prices.csv").content.startswith(b"\xef\xbb\xbfsku,price")
    assert client.get("/staff/imports/example/none.csv").status_code == 404
