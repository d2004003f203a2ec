"""Ids and DOIs in text.

In: text. Out: ids and DOIs with their places (Hit). Imports nothing of ours.
"""
