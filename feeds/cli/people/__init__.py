"""`paperwire people`: the commands on persons.

In: what the user types. Out: exit status, tables, data. Imports `identities` and `people` of `enrich`, `search`, and the session.
"""
