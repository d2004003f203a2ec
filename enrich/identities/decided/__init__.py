"""What people decided of authors: facts that outlast every update, with who, when and why; and what is left to ask.

In: answers of the review, commands, settings, CSV. Out: decisions between mentions, names that replace others. Imports database,
errors, names, options, paper_id, people, store, and the tables and the state of identities.
"""
