"""Mentions of authors become persons: which of them are one person's, with evidence on every edge (pure).

In: papers with their authors, how rare names are, what humans decided. Out: groups of mentions, each of one person, and open
questions for review. Imports names, reconcile, services, statements.
"""
