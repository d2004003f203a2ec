"""Files over HTTP.

In: a path and the headers of a request. Out: whole files, parts, compressed copies, or that nothing changed. Imports media_types, objects and state.
"""
