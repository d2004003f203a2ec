"""One record of a service becomes a statement, where that is too much for the service's own module (pure).

In: a JSON object of a service. Out: a statement, and which keys it answers; nothing is asked here. Imports names, services, statements.
"""
