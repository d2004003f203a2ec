"""A tree of blocks -> items -> mentions: what makes an item in a document is decided here, once for all formats.

In: a Tree. Out: Mentions, in the order of the document. Imports citations, identifiers, listings, names, record,
references, titles, tree.
"""
