"""The sections of the settings, one module each: names, defaults, and what is allowed.

In: values from a file or the environment. Out: checked options, or what is wrong with them. Imports addresses, errors, names, paper_id.
"""
