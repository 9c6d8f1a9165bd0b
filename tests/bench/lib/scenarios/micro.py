"""The small parts by themselves, with Google Benchmark."""

import json
import subprocess

from lib import processes

DESCRIPTION = "Google Benchmark: walker, playlist, gate, decoders, picture kernels, JSON"


def arguments(parser):
    parser.add_argument("--filter", default=".", help="regular expression of names")


def run(bench, options):
    load = processes.load_average()
    answer = subprocess.run(
        [str(bench.program("micro_bench")), "--benchmark_format=json",
         f"--benchmark_filter={options.filter}"], check=True, capture_output=True, text=True)
    found = json.loads(answer.stdout)["benchmarks"]
    lines = []
    for entry in found:
        rate = entry.get("bytes_per_second")
        more = f"{rate / 1e9:8.3f} GB/s" if rate else ""
        lines.append(f"{entry['name']:40} {entry['cpu_time']:12.1f} {entry['time_unit']} {more}")
    return {"rows": [], "benchmarks": found, "load_before": load, "text": "\n".join(lines)}
