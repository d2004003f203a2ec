"""HTML (pure).

In: channels, records, the status. Out: pages. Imports channels, formats, state.
"""
