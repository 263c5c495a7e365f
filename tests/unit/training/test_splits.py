"""Families are split so that each intent has its share on every side, and none lies on two."""

from collections import Counter

from retailgenie.ai.nlu.taxonomy import FINE
from retailgenie.ai.training.grammar import Example, families, generate, parts_of
from retailgenie.ai.training.intents import TEST, VALIDATION
from retailgenie.ai.training.tuned import MOST_OF_FAMILY, lessons


def test_every_intent_has_its_share_of_families_in_validation_and_test() -> None:
    examples = [Example(template, intent, family) for intent, family, template in families()]
    parts = parts_of(examples)
    for intent in FINE:
        own = {x.family for x in examples if x.intent == intent}
        for held in (VALIDATION, TEST):
            share = sum(parts[family] in held for family in own) / len(own)
            assert abs(share - 0.15) <= 0.06, intent


def test_a_family_has_one_part_whatever_the_order_of_the_messages() -> None:
    examples = [Example(f"message {n}", "greet", f"file/greet/{n % 10}") for n in range(40)]
    assert parts_of(examples) == parts_of(examples[::-1])
    found = sorted(parts_of(examples).values())
    assert [x - found[0] for x in found] == list(range(0, 100, 10))


def test_a_new_file_of_families_moves_none_of_an_older_one() -> None:
    older = [Example("hi", "greet", f"older/greet/{n}") for n in range(7)]
    newer = [Example("hello", "greet", f"newer/greet/{n}") for n in range(5)]
    alone, beside = parts_of(older), parts_of([*newer, *older])
    assert {family: part for family, part in beside.items() if family in alone} == alone
    assert len(beside) == 12


def test_lessons_come_from_training_families_few_of_each_and_held_ones_from_validation() -> None:
    learned, held = lessons(per_intent=30, out_of_scope=90)
    assert {x.intent for x in learned} == set(FINE)
    assert len(learned) == len(set(learned))
    examples = generate(per_intent=30, out_of_scope=90)
    parts = parts_of(examples)
    trained = Counter(x.family for x in examples if parts[x.family] < VALIDATION.start)
    assert len(learned) <= sum(min(count, MOST_OF_FAMILY) for count in trained.values())
    assert 0 < len(held) < len(learned)
