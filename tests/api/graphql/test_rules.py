"""Leaving out rules about what a document has none of changes no judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from graphql import GraphQLSyntaxError, parse, specified_rules, validate

from api.graphql.rules import rules_for
from api.graphql.schema.build import schema
from tests.api.graphql.random_queries import RandomQuery
from tests.api.graphql.random_schemas import world

if TYPE_CHECKING:
    from graphql import GraphQLSchema

_WRONG = (
    "{nowhere}",
    "{tenant}",
    "{tenant{slug{a}}}",
    "{tenant{bodies(first:$first){nodes{code}}}}",
    "query($first:Int){tenant{slug}}",
    "query($first:Int,$first:Int){tenant{bodies(first:$first){nodes{code}}}}",
    "query($first:Body){tenant{bodies(first:$first){nodes{code}}}}",
    'query($first:String="..."){tenant{bodies(first:$first){nodes{code}}}}',
    "{tenant{slug @nowhere}}",
    "{tenant{slug @skip(if:true) @skip(if:true)}}",
    "{tenant{...Nowhere}}",
    "{tenant{... on Body{code}}}",
    "{tenant{slug}} fragment Unused on Body{code}",
    "{tenant{...A}} fragment A on Tenant{...A}",
    "{tenant{...A}} fragment A on Tenant{slug} fragment A on Tenant{slug}",
    "fragment A on Int{a} {tenant{...A}}",
    '{tenant{body(code:"$ @ ... fragment"){nothing}}}',
    "{tenant{bodies(first:1,first:2){nodes{code}}}}",
    "{tenant{bodies(filter:{level:[NOWHERE]}){nodes{code}}}}",
    "{tenant{slug: revision slug}}",
    "{a:tenant{slug}} {b:tenant{slug}}",
    "query A{tenant{slug}} query A{tenant{slug}}",
    "subscription{tenant{slug}}",
    "type A{a:Int} {tenant{slug}}",
)


def judged(schema: GraphQLSchema, text: str) -> tuple[list[str], list[str]]:
    """What the chosen rules and what all rules find fault with."""
    node = parse(text)
    chosen, every = (validate(schema, node, rules) for rules in (rules_for(text), specified_rules))
    return [str(one) for one in chosen], [str(one) for one in every]


@pytest.mark.parametrize("text", _WRONG)
def test_what_is_wrong_is_found_as_by_all_rules(text: str) -> None:
    chosen, every = judged(schema(), text)
    assert every
    assert chosen == every


def test_a_document_in_which_anything_is_lost_is_judged_as_by_all_rules() -> None:
    judgements = faults = 0
    for seed in range(150):
        made = world(seed, faults=0)
        words = RandomQuery(made.schema, made.chance).text.split(" ")
        del words[made.chance.randrange(len(words))]
        try:
            chosen, every = judged(made.schema, " ".join(words))
        except GraphQLSyntaxError:
            continue
        assert chosen == every, words
        judgements += 1
        faults += bool(every)
    assert judgements > 20
    assert faults > 5


def test_a_plain_document_is_spared_half_of_the_rules() -> None:
    assert len(rules_for("{tenant{slug}}")) == len(specified_rules) - 17
    assert rules_for("query($a:Int){...A @skip(if:true)} fragment A on B{c}") == list(specified_rules)
