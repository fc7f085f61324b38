"""`MLPClassifier` and `MLPRegressor`: the networks of `unstuck.nn` in place of scikit-learn's.

``base`` has the parameters and goes from arrays to a trained network; ``trained`` is what there is then, ``files``
keeps it. ``choices`` goes from names to records, ``draws`` has random numbers in scikit-learn's order; ``stochastic``
and ``lbfgs`` train, ``callbacks`` are told, ``diagnosis`` says how it went.
"""

from unstuck.estimators.classifier import MLPClassifier
from unstuck.estimators.regressor import MLPRegressor

__all__ = ["MLPClassifier", "MLPRegressor"]
