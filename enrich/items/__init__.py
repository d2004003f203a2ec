"""A tree of blocks -> items -> mentions: what makes an item in a document is decided here, once for all formats.

Comes in: a Tree. Goes out: Mentions, in the order of the document. Imports the tree, listings and citations.
"""
