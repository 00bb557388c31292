"""The rules that a document is validated by: all of the specification's, but those about what its text has none of.

Most documents have neither fragments nor directives, and half of the rules are about these; asking each of them about
every part of a document takes more time than all else that a first answer needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import (
    FragmentsOnCompositeTypesRule,
    KnownDirectivesRule,
    KnownFragmentNamesRule,
    NoFragmentCyclesRule,
    NoUndefinedVariablesRule,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    PossibleFragmentSpreadsRule,
    UniqueDirectivesPerLocationRule,
    UniqueFragmentNamesRule,
    UniqueVariableNamesRule,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
    specified_rules,
)
from graphql.validation import (
    DeferStreamDirectiveLabel,
    DeferStreamDirectiveOnRootField,
    DeferStreamDirectiveOnValidOperationsRule,
    StreamDirectiveOnListField,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql import ASTValidationRule

#: For each group of rules the signs without any of which a text has nothing that they are about.
_ABOUT: Sequence[tuple[tuple[str, ...], frozenset[type[ASTValidationRule]]]] = (
    (
        ("$",),
        frozenset(
            {
                NoUndefinedVariablesRule,
                NoUnusedVariablesRule,
                UniqueVariableNamesRule,
                VariablesAreInputTypesRule,
                VariablesInAllowedPositionRule,
            }
        ),
    ),
    (
        ("@",),
        frozenset(
            {
                DeferStreamDirectiveLabel,
                DeferStreamDirectiveOnRootField,
                DeferStreamDirectiveOnValidOperationsRule,
                KnownDirectivesRule,
                StreamDirectiveOnListField,
                UniqueDirectivesPerLocationRule,
            }
        ),
    ),
    (
        ("...", "fragment"),
        frozenset(
            {
                FragmentsOnCompositeTypesRule,
                KnownFragmentNamesRule,
                NoFragmentCyclesRule,
                NoUnusedFragmentsRule,
                PossibleFragmentSpreadsRule,
                UniqueFragmentNamesRule,
            }
        ),
    ),
)


def rules_for(text: str) -> list[type[ASTValidationRule]]:
    """The rules by which a document of this text is judged just as by all of them."""
    idle = [rules for signs, rules in _ABOUT if not any(sign in text for sign in signs)]
    return [rule for rule in specified_rules if not any(rule in rules for rules in idle)]
