"""What the rule gives: for what some keys touch, for everything at once, and portion by portion where there is nothing yet.

In: papers as they are kept, decisions, the rule. Out: groups of mentions, written as persons. Imports database, names, people, store, and
the tables and the state of identities.
"""
