"""Running on machines of others, without a server of one's own.

In: the folder of the settings, where paperwire was installed from. Out: files that a host of repositories acts upon.
Imports the settings, and of `output` where it works.
"""
