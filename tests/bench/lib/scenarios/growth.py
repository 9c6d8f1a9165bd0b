"""How cost and memory grow with the number of streams."""

from lib.bench import run_fleet
from lib.report import check

DESCRIPTION = "100, 500, 1,000, 2,000 streams: cost per stream, memory per stream, threads"


def arguments(parser):
    parser.add_argument("--size", default="360p")
    parser.add_argument("--steps", type=int, nargs="+", default=[100, 500, 1000, 2000])


def run(bench, options):
    rows = [run_fleet(bench, f"vedetted {options.size}", [(options.size, count)],
                      max(options.steps)) for count in options.steps]
    costs = [row["core_percent_per_stream"] for row in rows]
    threads = {row["threads"] for row in rows}
    first, last = rows[0], max((row for row in rows if row["streams"] <= 1000), key=_streams)
    checks = [
        # Cheaper per stream with more streams is no fault.
        check("growth of the cost per stream over the first step, %",
              round(100 * (max(costs) / costs[0] - 1), 1), 10),
        check("different numbers of threads", len(threads) - 1, 0),
        check("alarms on good streams", sum(sum(row["alarms"].values()) for row in rows), 0),
    ]
    if last is not first:
        slope = (last["pss_mb"] - first["pss_mb"]) * 1024 / (last["streams"] - first["streams"])
        checks.append(check(f"PSS per further stream, {first['streams']} to {last['streams']}, KB",
                            round(slope, 1), 128))
        files = (last["descriptors"] - first["descriptors"]) / (last["streams"] - first["streams"])
        checks.append(check("descriptors per further stream", round(files, 3), 2))
    return {"rows": rows, "checks": checks}


def _streams(row):
    return row["streams"]
