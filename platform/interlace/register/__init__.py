"""The services of the register: one function for each thing that a person does. `catalogue` lists them all.

Each takes the unit of work first, and goes: load, permission, rules, change, audit, return. Whoever calls owns the
transaction; several calls in one unit make one revision, or nothing.
"""
