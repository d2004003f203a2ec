"""Plain text -> listed entries.

In: lines. Out: entries with their items. Imports citations, identifiers, names, prose, record, text, titles.
"""
