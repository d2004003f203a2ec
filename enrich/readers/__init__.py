"""Documents -> mentions: each format goes to the rooms that read it.

In: a document. Out: its mentions and items. Imports citations, containers, conversion, documents, errors,
gleaning, identifiers, items, listings, parsers, record, references, titles, tree.
"""
