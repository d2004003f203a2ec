"""`paperwire add` and `remove`: what the user names, in the settings or out of them again.

In: addresses, files, ids, ORCID iDs, names. Out: an edited paperwire.toml, with everything else in it as it was.
Imports settings, taxonomy, identifiers, `search` (orders of a name), `channels` and `state` (what stays published), the session.
"""
