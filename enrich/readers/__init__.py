"""Documents -> mentions, one module a format.

In: a document. Out: its mentions and items. Imports citations, documents, identifiers, listings, tex.
"""
