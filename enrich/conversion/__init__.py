"""A format that is not parsed here -> one that is: by pandoc, docutils or pypdfium2, or by its own rules.

In: bytes or text. Out: a Tree, a value, or text. Alone asks for what is an extra (`documents`). Imports citations,
machine, parsers, references, tree, version.
"""
