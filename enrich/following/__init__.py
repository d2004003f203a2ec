"""Persons who are followed by their ORCID iD: which papers they say are theirs.

In: an iD. Out: mentions of the papers that arXiv, ORCID and OpenAlex list as that person's. Imports arxiv, asking, errors, http,
identifiers, record, services, statements.
"""
