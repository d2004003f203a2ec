"""The newest works of a kind, as services list them by day: those that cite some, of a venue, from an institution.

In: what is followed. Out: pages of works, each with the arXiv id that the service itself links. Imports errors, http, names, services.
"""
