"""Is this the gradient of that function? For any function; and if not, how it is wrong.

To be read in this order: slopes (the numerics), structure, function, measurement, survey,
patterns, report, check.
"""

from unstuck.gradcheck.check import check_gradients
from unstuck.gradcheck.measurement import Measurement
from unstuck.gradcheck.network import check_network
from unstuck.gradcheck.report import Entry, GradientReport, ParameterReport, report

__all__ = ["Entry", "GradientReport", "Measurement", "ParameterReport", "check_gradients", "check_network", "report"]
