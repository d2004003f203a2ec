"""What no reader has claimed: works that lines of a document name by their words alone, so that none vanishes in silence.

In: a Tree, and the Mentions that were found in it. Out: the Mentions that are missing among them. Imports citations, identifiers,
items, listings, record, titles, tree.
"""
