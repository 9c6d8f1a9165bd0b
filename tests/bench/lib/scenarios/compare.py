"""Engine, receive-only floor and ffmpeg processes one after the other on the same machine."""

from lib.baseline import measure_baseline
from lib.bench import measure_floor, run_fleet
from lib.report import check
from lib.scenarios.scale import health_checks

DESCRIPTION = "side by side: ffmpeg detect, receive-only floor, vedetted, for each size"

# Most that one stream may cost at depth keyframes, core %.
LIMITS = {"1080p": 0.15, "720p": 0.12, "360p": 0.09}


def arguments(parser):
    parser.add_argument("--sizes", nargs="+", choices=LIMITS, default=list(LIMITS))
    parser.add_argument("--streams", type=int, default=200)


def run(bench, options):
    rows, checks = [], []
    for size in options.sizes:
        processes = measure_baseline(bench, "detect", size, 1)
        floor = measure_floor(bench, size, options.streams)
        engine = run_fleet(bench, f"vedetted {size}", [(size, options.streams)])
        rows += [processes, floor, engine]
        cost = engine["core_percent_per_stream"]
        checks += [
            check(f"{size}: core % per stream", cost, LIMITS[size]),
            check(f"{size}: times the floor",
                  round(cost / floor["core_percent_per_stream"], 2), 3),
            *health_checks(engine, options.streams)]
        if size == "1080p":
            checks.append(check(f"{size}: share of what an ffmpeg process costs, %",
                                round(100 * cost / processes["core_percent_per_stream"], 2), 1))
    return {"rows": rows, "checks": checks}
