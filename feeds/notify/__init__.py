"""Digests of what is new, by mail and to chats: once a day or a week, at most once for each recipient.

In: the settings of digests, the store, rendered entries. Out: letters on their way, and what became of them in the store.
Imports search and what is below.
"""
