"""Processes on one store: who may do what, and when.

In: a job that one process alone may do, a request that waits for its slot. Out: leases held and renewed, the rate limit's shared state.
Imports clock, errors, machine, database, http.
"""
