"""The text of a document -> its tree of blocks (`enrich/tree/`), by a parser made for its format; decides nothing about papers.

One module a format. May import the tree's types and the libraries that parse.
"""
