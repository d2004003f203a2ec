"""A document of any format as one frozen tree of blocks, and what the words of one block say.

Comes in: blocks and runs that `enrich/parsers/` made. Goes out: an Entry, with the evidence that it is a paper. Imports citations.
"""
