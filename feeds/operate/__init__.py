"""Runs, and how things stand.

In: settings and the store. Out: what was done, what is wrong. Imports publish, schedule and what is below.
"""
