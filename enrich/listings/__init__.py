"""Plain text -> listed entries.

In: lines. Out: entries with their items. Imports citations, identifiers, names, record, text, titles.
"""
