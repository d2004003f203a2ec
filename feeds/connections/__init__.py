"""Who is connected to serve, and what each may have open.

In: bytes of clients. Out: requests, or refusals. Imports nothing of feeds.
"""
