"""The GraphQL schema: types over what a caller sees of a register, and a mutation for each thing that can be done."""
