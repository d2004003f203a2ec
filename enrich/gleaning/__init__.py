"""What no reader has claimed: works that lines of a document, or lists in its values, name by their words alone, so that none vanishes in silence.

In: a Tree or a value, and the Mentions that were found in it. Out: the Mentions that are missing among them, and titles without their
owner's words. Imports citations, identifiers, items, listings, names, parsers, prose, record, references, text, titles, tree.
"""
