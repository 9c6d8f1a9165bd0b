"""N streams of one size against the origin."""

from lib.bench import run_fleet
from lib.report import check

DESCRIPTION = "N streams of a size: CPU, memory, job waits, alarms"


def arguments(parser):
    parser.add_argument("--size", default="1080p")
    parser.add_argument("--streams", type=int, default=200)


def run(bench, options):
    result = run_fleet(bench, f"vedetted {options.size}", [(options.size, options.streams)])
    return {"rows": [result], "checks": health_checks(result, options.streams)}


def health_checks(result, streams):
    """What holds for good streams at any scale."""
    return [
        check("good streams that do not run", streams - result["running"], 0),
        check("job wait p99, ms", result["job_wait_ms"]["p99"], 1000),
        check("alarms on good streams", sum(result["alarms"].values()), 0),
        check("events of warning or worse on good streams", sum(result["events"].values()), 0),
        check("missed media", result["missed"], 0),
        check("segments left out", result["left_out"], 0),
    ]
