"""The text of a document -> its tree of blocks, by a parser made for its format; decides nothing about papers.

In: text, one module a format. Out: a Tree. Imports citations, identifiers, listings, prose, tex, titles, tree.
"""
