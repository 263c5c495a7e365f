"""Another encoder's vectors are made beside the running ones and swapped in at once; the two are never mixed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from hashlib import md5
from io import StringIO
from pathlib import Path
from threading import Event, Thread

import numpy as np
import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.catalog import indexing, reindexing, search
from apps.catalog.indexing import catalog_index
from apps.catalog.models import Product, ProductEmbedding, VectorSet
from apps.catalog.reindexing import (
    ReindexRefused,
    reindex_back,
    reindex_begin,
    reindex_run,
    reindexes_waiting,
    running_name,
    vectors_remove,
    vectors_swap,
)
from apps.catalog.services import product_refresh
from apps.catalog.texts import embedded_text
from apps.chat.reading import reader
from apps.rollout.encoders import current_encoder, one_encoder, reading_encoder
from apps.rollout.models import Alias, AliasName, Kind, ModelVersion
from apps.rollout.selectors import forget
from retailgenie.ai.encoder import (
    DEFAULT_NAME,
    encoders_folder,
    let_go_of_encoders,
    loaded_encoders,
    shared_encoder,
)
from retailgenie.ai.encoder.build import build_encoder
from retailgenie.ai.training.embeddings import base_weights, write_source
from retailgenie.ai.types import SearchQuery
from tests.apps.catalog.factories import NOW, make_product

OTHER = "minilm-l6-int8-other"
TITLES = (
    "Blue cotton shirt",
    "Red silk saree",
    "Black leather shoes",
    "Green linen trousers",
    "White wool shawl",
)
ALL_OF_THEM = "shirt saree shoes trousers shawl"  # words find them, whatever the encoder thinks
NAMED = re.compile(r"encoder = '([^']+)'")


@pytest.fixture(scope="module")
def both_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder with the shop's encoder and one that sees every word differently."""
    weights = base_weights()
    words = weights["embeddings.word_embeddings.weight"]
    source = tmp_path_factory.mktemp("source")
    write_source(source, {**weights, "embeddings.word_embeddings.weight": np.roll(words, 1, axis=0)})
    made = tmp_path_factory.mktemp("var")
    shutil.copytree(encoders_folder() / DEFAULT_NAME, made / "models" / "encoder" / DEFAULT_NAME)
    build_encoder(made / "models" / "encoder", source=source, name=OTHER, progress=lambda line: None)
    return made


@pytest.fixture
def two_encoders(both_built: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RETAILGENIE_VAR", str(both_built))
    yield
    let_go_of_encoders(kept=())


@pytest.fixture
def shop(two_encoders: None, db: None) -> list[Product]:
    """Five products with vectors of the shop's encoder; the other one is registered."""
    ModelVersion.objects.create(kind=Kind.ENCODER, version=OTHER, created_at=NOW)
    products = [make_product(title, updated_at=NOW) for title in TITLES]
    catalog_index()
    return products


def reindex(name: str = OTHER) -> None:
    reindex_begin(encoder=name, now=timezone.now(), swap=True)
    assert reindex_run(encoder=name).swapped
    forget()  # what a commit does


def vectors(name: str) -> dict[int, str]:
    """Return product -> digest of the embedded text."""
    return dict(ProductEmbedding.objects.filter(encoder=name).values_list("product_id", "text_digest"))


def digest(product: Product) -> str:
    text = embedded_text(Product.objects.get(pk=product.pk))
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def test_a_reindex_fills_a_second_set_and_swaps_to_it(shop: list[Product]) -> None:
    assert current_encoder().name == DEFAULT_NAME
    reindex()
    assert current_encoder().name == running_name() == OTHER
    assert set(vectors(OTHER)) == set(vectors(DEFAULT_NAME)) == {row.pk for row in shop}
    own, before = (
        np.asarray(ProductEmbedding.objects.get(product=shop[0], encoder=name).embedding, dtype=np.float32)
        for name in (OTHER, DEFAULT_NAME)
    )
    expected = shared_encoder(OTHER).encode([embedded_text(shop[0])])[0]
    assert own @ expected > 0.98
    assert before @ expected < 0.9
    assert VectorSet.objects.get(encoder=OTHER).state == VectorSet.State.READY


def test_filling_alone_leaves_searches_as_they_are(shop: list[Product]) -> None:
    reindex_begin(encoder=OTHER, now=timezone.now(), swap=False)
    found = reindex_run(encoder=OTHER)
    assert (found.whole, found.swapped, found.total) == (True, False, 5)
    forget()
    assert current_encoder().name == running_name() == DEFAULT_NAME


def test_a_search_that_began_with_one_variant_ends_with_it(
    shop: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rival: the swap is committed between the candidates and all that comes after them."""
    reindex_begin(encoder=OTHER, now=timezone.now(), swap=False)
    reindex_run(encoder=OTHER)
    find = search.find
    names: list[str] = []

    def find_then_swap(query: SearchQuery) -> search.Found:
        find(query)
        vectors_swap(encoder=OTHER, now=timezone.now())
        forget()
        assert running_name() == OTHER
        names.append(current_encoder().name)
        return find(query)

    monkeypatch.setattr(search, "find", find_then_swap)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        results = search.search(SearchQuery(text=ALL_OF_THEM))
    assert results.total > 0
    assert names == [DEFAULT_NAME]
    assert {name for row in queries for name in NAMED.findall(row["sql"])} & {DEFAULT_NAME, OTHER} == {
        DEFAULT_NAME
    }
    assert current_encoder().name == OTHER


def test_what_is_held_is_held_by_the_block_alone(shop: list[Product]) -> None:
    with one_encoder():
        first = current_encoder()
        reindex()
        forget()
        with one_encoder():
            assert current_encoder() is first
    assert current_encoder().name == OTHER


@pytest.mark.django_db(transaction=True)
def test_searches_go_on_while_the_encoder_is_swapped_under_them(two_encoders: None) -> None:
    ModelVersion.objects.create(kind=Kind.ENCODER, version=OTHER, created_at=NOW)
    for title in TITLES * 3:
        make_product(title)
    catalog_index()
    over, counts, wrong = Event(), [0, 0], []

    def shopper(number: int) -> None:
        try:
            while not over.is_set():
                with CaptureQueriesContext(connection) as queries:
                    results = search.search(SearchQuery(text=f"{ALL_OF_THEM} {counts[number]}"))
                used = {name for row in queries for name in NAMED.findall(row["sql"])} & {DEFAULT_NAME, OTHER}
                if len(used) != 1 or not results.total:
                    wrong.append((used, results.total))
                counts[number] += 1
                forget()
        finally:
            connection.close()

    people = [Thread(target=shopper, args=(number,)) for number in range(2)]
    for person in people:
        person.start()
    try:
        for _ in range(2):
            reindex()
            reindex_back(now=timezone.now())
    finally:
        over.set()
        for person in people:
            person.join()
    assert wrong == []
    assert min(counts) > 2
    forget()
    assert current_encoder().name == DEFAULT_NAME


def test_a_run_that_was_killed_goes_on_where_it_was(
    shop: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "BATCH", 2)
    embed, batches = indexing.variant_embed, []

    def die_in_the_second(encoder: object, *, product_ids: list[int]) -> int:
        batches.append(product_ids)
        if len(batches) == 2:
            raise SystemExit
        return embed(encoder, product_ids=product_ids)  # type: ignore[arg-type]

    monkeypatch.setattr(reindexing, "variant_embed", die_in_the_second)
    reindex_begin(encoder=OTHER, now=NOW + timedelta(days=1), swap=True)
    with pytest.raises(SystemExit):
        reindex_run(encoder=OTHER)
    keys = [row.pk for row in shop]
    half = VectorSet.objects.get(encoder=OTHER)
    assert (half.state, half.cursor, half.done, half.total) == (VectorSet.State.FILLING, keys[1], 2, 5)
    assert set(vectors(OTHER)) == set(keys[:2])
    assert running_name() == DEFAULT_NAME
    assert reindexes_waiting(now=timezone.now()) == []
    assert reindexes_waiting(now=timezone.now() + timedelta(minutes=6)) == [OTHER]
    batches.clear()
    batches.append([])  # nobody dies this time
    batches.append([])
    assert reindex_run(encoder=OTHER).swapped
    assert batches[2:4] == [keys[2:4], keys[4:]]
    assert set(vectors(OTHER)) == set(keys)


def test_a_task_works_for_a_while_and_hands_on(shop: list[Product], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindexing, "BATCH", 2)
    reindex_begin(encoder=OTHER, now=timezone.now(), swap=True)
    found = reindex_run(encoder=OTHER, seconds=-1.0)
    assert (found.whole, found.done, vectors(OTHER)) == (False, 0, {})
    assert reindex_run(encoder=OTHER).whole


def test_products_that_come_or_change_during_a_run_are_in_it(
    shop: list[Product], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    monkeypatch.setattr(reindexing, "BATCH", 2)
    new: list[Product] = []

    def busy(done: int, total: int) -> None:
        if done == 4:  # the first product is in already, without the new words
            Product.objects.filter(pk=shop[0].pk).update(title="Blue khadi shirt", updated_at=timezone.now())
            new.append(make_product("Yellow rain coat", updated_at=timezone.now()))

    reindex_begin(encoder=OTHER, now=timezone.now(), swap=True)
    assert reindex_run(encoder=OTHER, progress=busy).swapped
    assert vectors(OTHER)[shop[0].pk] == digest(shop[0])
    assert vectors(OTHER)[new[0].pk] == digest(new[0])


@pytest.mark.django_db(transaction=True)
def test_a_product_saved_during_a_run_gets_the_vectors_of_both(two_encoders: None) -> None:
    ModelVersion.objects.create(kind=Kind.ENCODER, version=OTHER, created_at=NOW)
    shirt = make_product()
    catalog_index()
    reindex_begin(encoder=OTHER, now=timezone.now(), swap=False)
    Product.objects.filter(pk=shirt.pk).update(title="Blue khadi shirt")
    product_refresh(product_id=shirt.pk, now=timezone.now())
    assert vectors(DEFAULT_NAME) == vectors(OTHER) == {shirt.pk: digest(shirt)}


def test_going_back_is_one_step_to_vectors_that_are_up_to_date(shop: list[Product]) -> None:
    reindex()
    Product.objects.filter(pk=shop[1].pk).update(title="Red khadi saree", updated_at=timezone.now())
    forget()
    catalog_index()  # an import that knows only the running encoder
    assert vectors(DEFAULT_NAME)[shop[1].pk] != digest(shop[1])
    assert reindex_back(now=timezone.now()) == DEFAULT_NAME
    forget()
    assert current_encoder().name == DEFAULT_NAME
    assert vectors(DEFAULT_NAME)[shop[1].pk] == digest(shop[1])
    assert set(vectors(OTHER)) == {row.pk for row in shop}
    assert reindex_back(now=timezone.now()) == OTHER


def test_without_an_earlier_encoder_there_is_no_way_back(shop: list[Product]) -> None:
    with pytest.raises(ReindexRefused, match="no earlier encoder"):
        reindex_back(now=timezone.now())
    assert not Alias.objects.filter(kind=Kind.ENCODER).exists()


def test_a_swap_is_refused_while_a_product_lacks_its_vector(shop: list[Product]) -> None:
    reindex_begin(encoder=OTHER, now=timezone.now(), swap=False)
    with pytest.raises(ReindexRefused, match="not ready"):
        vectors_swap(encoder=OTHER, now=timezone.now())
    reindex_run(encoder=OTHER)
    ProductEmbedding.objects.filter(encoder=OTHER, product=shop[3]).delete()
    with pytest.raises(ReindexRefused, match="1 products have no vector"):
        vectors_swap(encoder=OTHER, now=timezone.now())
    assert running_name() == DEFAULT_NAME
    assert not Alias.objects.filter(kind=Kind.ENCODER).exists()


def test_old_vectors_go_only_when_told_and_never_the_running_ones(shop: list[Product]) -> None:
    reindex()
    with pytest.raises(ReindexRefused, match="what searches use now"):
        vectors_remove(encoder=OTHER)
    assert (len(vectors(OTHER)), len(vectors(DEFAULT_NAME))) == (5, 5)
    assert vectors_remove(encoder=DEFAULT_NAME) == 5
    assert (len(vectors(OTHER)), len(vectors(DEFAULT_NAME))) == (5, 0)
    assert not Alias.objects.filter(kind=Kind.ENCODER, alias=AliasName.PREVIOUS).exists()
    with pytest.raises(ReindexRefused, match="no earlier encoder"):
        reindex_back(now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_runs_do_not_share_the_work(two_encoders: None) -> None:
    make_product()
    catalog_index()
    reindex_begin(encoder=OTHER, now=timezone.now(), swap=True)
    values = connection.get_connection_params()
    wanted = {name: values[name] for name in ("dbname", "user", "host", "port") if values.get(name)}
    with psycopg.connect(**wanted, autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s)", [reindexing.FILL_LOCK])
        with pytest.raises(ReindexRefused, match="under way"):
            reindex_run(encoder=OTHER)
        assert vectors(OTHER) == {}
    ModelVersion.objects.create(kind=Kind.ENCODER, version=OTHER, created_at=NOW)
    assert reindex_run(encoder=OTHER).swapped


def test_messages_and_policies_stay_with_their_own_encoder(shop: list[Product]) -> None:
    reindex()
    assert current_encoder().name == OTHER
    assert reading_encoder().name == DEFAULT_NAME
    assert reader() is not None


def test_a_process_lets_go_of_the_encoder_that_it_no_longer_uses(shop: list[Product]) -> None:
    let_go_of_encoders(kept=())
    current_encoder()
    assert loaded_encoders() == [DEFAULT_NAME]
    reindex()
    current_encoder()
    assert sorted(loaded_encoders()) == sorted([DEFAULT_NAME, OTHER])
    reindex_back(now=timezone.now())
    forget()
    current_encoder()
    assert loaded_encoders() == [DEFAULT_NAME]


def test_the_command_tells_how_far_it_is_and_what_is_wrong(shop: list[Product]) -> None:
    out = StringIO()
    call_command("reindex", "--variant", OTHER, "--no-swap", stdout=out)
    assert f"5 products have vectors of {OTHER}; searches stay as they are." in out.getvalue()
    call_command("reindex", "--status", stdout=out)
    assert f"Searches use {DEFAULT_NAME}." in out.getvalue()
    assert f"{OTHER}: Ready (5 of 5, 100%)" in out.getvalue()
    with pytest.raises(CommandError, match="There is no encoder nobody-built-it on this machine"):
        call_command("reindex", "--variant", "nobody-built-it")
    assert set(VectorSet.objects.values_list("encoder", flat=True)) == {DEFAULT_NAME, OTHER}
