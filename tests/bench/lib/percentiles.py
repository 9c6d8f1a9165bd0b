"""Percentiles of a handful of values."""

import math


def percentile(values, share):
    """The smallest value that at least `share` (0..1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def summary(values, digits=1):
    return {"count": len(values), **{name: round(percentile(values, share), digits) for name, share
            in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0))}} if values else {"count": 0}
