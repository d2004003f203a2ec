"""Persons in the store: found again where evidence or decisions changed, with ids that stay for ever.

In: published papers, what was decided of their authors. Out: who is who, what changed, what is left to ask. Imports coordination,
database, errors, names, options, paper_id, people, record, statements, store.
"""
