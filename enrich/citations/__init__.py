"""Pieces of bibliographic text.

In: a line, a field, a value. Out: authors, dates, venues, items. Imports identifiers, months, names, record, titles.
"""
