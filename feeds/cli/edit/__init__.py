"""`paperwire add` and `remove`: what the user names, in the settings or out of them again.

In: addresses, files, ids, ORCID iDs, names. Out: an edited paperwire.toml, with everything else in it as it was. Imports settings, taxonomy,
identifiers, the store (for what stays published) and the session.
"""
