"""A page for each paper, with everything that is known of it and who states it.

In: records, and the channels that hold them. Out: papers/<id>.html. Imports what is below.
"""
