"""Plain text -> listed entries.

In: lines. Out: entries with their items. Imports citations and identifiers.
"""
