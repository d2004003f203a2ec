"""The machine that this runs on: its processes and its open files, where operating systems differ.

In: names of processes, open files. Out: who still lives; locks, and bytes read, written and flushed. Imports nothing of ours.
"""
