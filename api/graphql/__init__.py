"""The door that asks for a graph: GraphQL."""
