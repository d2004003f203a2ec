"""The only way to a server.

In: requests, and a rate limit. Out: whole answers, or errors that say what to do. Imports addresses, clock, errors, machine, options, version.
"""
