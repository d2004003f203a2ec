"""A title in a line of other words: which of these say who wrote it, and which are a reader's.

See ARCHITECTURE.md.
"""
