"""A format that is not parsed here -> one that is: by pandoc, docutils or pypdfium2, or by its own rules.

Comes in: bytes or text. Goes out: a Tree, or text. Alone asks for what is an extra (`paperwire[documents]`).
"""
