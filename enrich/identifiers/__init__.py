"""Ids and DOIs in text.

In: text. Out: ids and DOIs with their places (IdMatch). Imports paper_id, text.
"""
