"""A document of any format as one frozen tree of blocks, and what the words of one block say.

In: blocks and runs that `enrich/parsers/` made. Out: an Entry, with the evidence that it is a paper. Imports citations, names, record, text, titles.
"""
