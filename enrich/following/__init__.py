"""Persons who are followed by their ORCID iD: which papers they say are theirs.

In: an iD. Out: mentions of the papers that arXiv and ORCID list as that person's. Imports arxiv, asking, errors, http,
identifiers, record, statements.
"""
