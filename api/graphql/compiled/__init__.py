"""Validated queries as plain Python functions: read what was selected, tell it, ask nothing twice.

What cannot be compiled, and every run in which anything is odd, is left to graphql-core, whose answer counts.
"""

from api.graphql.compiled.fields import left_to_graphql_core, reads, resolver_of
from api.graphql.compiled.operation import CompiledOperation

__all__ = ["CompiledOperation", "left_to_graphql_core", "reads", "resolver_of"]
