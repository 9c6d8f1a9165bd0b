"""Reads the text format of Prometheus, and percentiles from histograms."""

import math
import re

LINE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def parse(text):
    """{name: [(labels, value), ...]}"""
    series = {}
    for line in text.splitlines():
        match = LINE.match(line)
        if match and not line.startswith("#"):
            name, labels, value = match.groups()
            series.setdefault(name, []).append((dict(LABEL.findall(labels or "")), float(value)))
    return series


def value(series, name, **labels):
    """The value of the first line with these labels; 0 without one."""
    for found, number in series.get(name, []):
        if all(found.get(key) == wanted for key, wanted in labels.items()):
            return number
    return 0.0


def buckets(series, name):
    """Cumulative counts: [(upper limit, count), ...] in order."""
    return sorted((float(labels["le"]), count) for labels, count in series.get(name + "_bucket", []))


def difference(before, after):
    """Buckets of what came between two looks."""
    earlier = dict(before)
    return [(limit, count - earlier.get(limit, 0)) for limit, count in after]


def percentile(counts, share):
    """The upper limit of the bucket that `share` (0..1) of the values lie in or below: never less
    than the true value. None without values."""
    total = counts[-1][1] if counts else 0
    if total <= 0:
        return None
    for limit, count in counts:
        if count >= share * total:
            return limit
    return math.inf
