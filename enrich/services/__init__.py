"""Metadata services beside arXiv: a module a service, and the interface that they share.

In: keys (arXiv ids, DOIs, ORCID iDs). Out: statements, in one form for all services; neither the store nor when something is due
is known here. Imports errors, http, identifiers, names, paper_id, record, statements, text.
"""
