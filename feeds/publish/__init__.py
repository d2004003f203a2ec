"""One publication.

In: the store and the settings. Out: out/, changed where records changed. Imports what is below, never serve or cli.
"""
