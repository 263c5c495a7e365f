"""A shopping sentence becomes limits, price, sort and the words left over."""

import pytest

from retailgenie.ai.evaluation.sample import sample_vocabulary, slots_vocabulary
from retailgenie.ai.nlu.query import parse_query
from retailgenie.ai.nlu.vocabulary import Vocabulary
from retailgenie.ai.types import Limit, MoneyRange, SearchQuery, Sort


def _query(text: str) -> SearchQuery:
    return parse_query(text, sample_vocabulary()).query


def test_the_english_sentence_of_the_shop_comes_out_exactly() -> None:
    query = _query("blue cotton shirts under 1.5k for my dad")
    assert query.limits == (
        Limit("colour", ("Blue", "Navy Blue", "Sky Blue")),
        Limit("material", ("Cotton",)),
        Limit("category", ("Shirts",)),
        Limit("gender", ("Men",)),
    )
    assert query.price == MoneyRange(max_paise=150_000)
    assert query.text == ""
    assert query.limits[0].said == "blue"


def test_the_hinglish_sentence_of_the_shop_comes_out_exactly() -> None:
    query = _query("lal kurta 500 se 1000 ke beech dikhao")
    assert query.limits == (Limit("colour", ("Red", "Maroon")), Limit("category", ("Kurtas",)))
    assert query.price == MoneyRange(50_000, 100_000)
    assert query.text == ""


def test_hindi_in_devanagari_finds_the_same_values() -> None:
    query = _query("पुरुषों के लिए लाल कुर्ता 1000 से कम")
    assert query.limit("gender") == Limit("gender", ("Men",))
    assert query.limit("category") == Limit("category", ("Kurtas",))
    assert query.price.max_paise == 100_000


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("shirts not polyester", ("Polyester",)),
        ("shirts without polyester", ("Polyester",)),
        ("polyester nahi chahiye", ("Polyester",)),
        ("shirts other than polyester", ("Polyester",)),
        ("shirts except silk or polyester", ("Silk", "Polyester")),
        ("bina polyester ki shirt", ("Polyester",)),
    ],
)
def test_exclusions_are_understood_before_and_after_the_word(text: str, values: tuple[str, ...]) -> None:
    assert Limit("material", values, excluded=True) in _query(text).limits


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("cheapest first", Sort.PRICE_UP),
        ("sabse sasta kurta", Sort.PRICE_UP),
        ("shirts high to low", Sort.PRICE_DOWN),
        ("best rated sarees", Sort.RATING),
        ("newest jeans", Sort.NEWEST),
        ("shirts", Sort.RELEVANCE),
    ],
)
def test_sort_words(text: str, sort: Sort) -> None:
    assert _query(text).sort is sort


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("shirt for my dad", "Men"),
        ("saree for wife", "Women"),
        ("beti ke liye kurta", "Girls"),
        ("jeans for my son", "Boys"),
    ],
)
def test_recipients_name_a_gender(text: str, gender: str) -> None:
    assert _query(text).limit("gender") == Limit("gender", (gender,))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("kurta M size", "M"),
        ("shirt in xl", "XL"),
        ("jeans size 32", "32"),
        ("sneakers size 8", "UK 8"),
        ("kurta for 10 year old", "9-10 Years"),
    ],
)
def test_sizes_of_the_catalogue_are_found(text: str, size: str) -> None:
    assert _query(text).limit("size") == Limit("size", (size,))


def test_unknown_words_stay_and_each_removed_word_has_a_reason() -> None:
    said = "show me waterproof red shirts under 900"
    reading = parse_query(said, sample_vocabulary())
    assert reading.query.text == "waterproof"
    assert {word for word, _ in reading.removed} | {"waterproof"} == set(said.split())


def test_typing_errors_are_corrected_only_for_unknown_words() -> None:
    reading = parse_query("embroidred kurtta", sample_vocabulary())
    assert reading.query.text == "embroidered"
    assert reading.query.limit("category") == Limit("category", ("Kurtas",))
    assert parse_query("go back", sample_vocabulary()).query.limits == ()


@pytest.mark.parametrize(
    ("said", "attribute", "value"),
    [
        ("blu", "colour", "Blue"),
        ("whte", "colour", "White"),
        ("ledis", "gender", "Women"),
        ("sandle", "category", "Sandals"),
    ],
)
def test_words_written_as_they_sound_become_kinds_colours_and_people(
    said: str, attribute: str, value: str
) -> None:
    shop = Vocabulary.build(
        values={"colour": ["Blue", "White"], "gender": ["Women"], "category": ["Sandals", "Linen"]}
    )
    limit = parse_query(said, shop).query.limit(attribute)
    assert limit is not None and value in limit.values
    for word in ("lens", "bindi", "ball", "jab"):
        assert parse_query(word, shop).query.limits == ()


def test_a_kind_that_is_no_value_does_not_narrow_to_one_style() -> None:
    shop = Vocabulary.build(values={"style": ["Chinos", "Bomber"], "length": ["Midi"]})
    for said in ("trousers", "a jacket", "red dress"):
        assert parse_query(said, shop).query.limits == ()


@pytest.mark.parametrize("said", ["sort by price low first", "price low first", "sort by price"])
def test_a_wish_for_an_order_leaves_no_words_over(said: str) -> None:
    query = parse_query(said, sample_vocabulary()).query
    assert (query.sort, query.text) == (Sort.PRICE_UP, "")


def test_a_shirt_is_not_a_t_shirt_and_parts_of_a_composed_category_count() -> None:
    assert _query("shirts").limits == (Limit("category", ("Shirts",)),)
    assert _query("t shirts").limits == (Limit("category", ("T-Shirts",)),)
    assert _query("blazer").limits == (Limit("category", ("Jackets & Blazers",)),)


def test_a_catalogue_that_is_not_about_fashion_brings_its_own_words() -> None:
    shop = Vocabulary.build(
        values={"category": ["Espresso Machines", "Kettles"], "colour": ["Black"], "capacity": ["4 Cups"]}
    )
    query = parse_query("black espresso machine 4 cups under 5k", shop).query
    assert query.limit("category") == Limit("category", ("Espresso Machines",))
    assert query.limit("capacity") == Limit("capacity", ("4 Cups",))
    assert query.price.max_paise == 500_000
    assert parse_query("red kurta", shop).query.limits == ()


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("picnic basket", "picnic basket"),
        ("show me a putting mat", "putting mat"),
        ("plus size tank top", "plus size tank top"),
    ],
)
def test_small_words_stay_where_nothing_else_was_understood(said: str, left: str) -> None:
    assert parse_query(said, Vocabulary.build(values={})).query.text == left


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("strap for my watch", ("Watch Straps",)),
        ("फोन का चार्जर", ("Chargers",)),
        ("महिलाओं के लिए हैंडबैग", ("Handbags",)),
    ],
)
def test_a_part_is_wanted_and_not_what_it_belongs_to(said: str, category: tuple[str, ...]) -> None:
    limit = parse_query(said, slots_vocabulary()).query.limit("category")
    assert limit is not None and limit.values == category


@pytest.mark.parametrize("said", ["leather ke bina sandals", "चमड़े के बिना सैंडल", "kaala chhod ke sandals"])
def test_a_denial_after_a_value_is_not_of_the_next_one(said: str) -> None:
    query = parse_query(said, slots_vocabulary()).query
    assert [limit.attribute for limit in query.limits if limit.excluded] in (["material"], ["colour"])
    assert query.limit("category") is not None
