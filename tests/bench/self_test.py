#!/usr/bin/env python3
"""Tests of the program that measures: what it computes, without starting anything."""

import argparse
import importlib
import math
import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

from lib import percentiles, playlists, processes, prometheus, report  # noqa: E402
from lib.window import Window  # noqa: E402

METRICS = """# HELP wait_seconds How long.
# TYPE wait_seconds histogram
wait_seconds_bucket{le="0.001"} %d
wait_seconds_bucket{le="0.002"} %d
wait_seconds_bucket{le="+Inf"} %d
wait_seconds_count 10
vedette_streams{phase="running"} 7
vedette_streams{phase="queued",note="a \\"b\\""} 2.5e1
"""


class PrometheusTest(unittest.TestCase):
    def test_values_are_found_by_label(self):
        series = prometheus.parse(METRICS % (1, 2, 3))
        self.assertEqual(prometheus.value(series, "vedette_streams", phase="running"), 7)
        self.assertEqual(prometheus.value(series, "vedette_streams", phase="queued"), 25)
        self.assertEqual(prometheus.value(series, "vedette_streams", phase="paused"), 0)
        self.assertEqual(prometheus.value(series, "other"), 0)

    def test_percentiles_are_those_of_the_interval(self):
        looks = [prometheus.buckets(prometheus.parse(METRICS % counts), "wait_seconds")
                 for counts in ((100, 100, 100), (190, 199, 200))]
        counts = prometheus.difference(*looks)
        self.assertEqual(counts, [(0.001, 90), (0.002, 99), (math.inf, 100)])
        for share, limit in ((0.5, 0.001), (0.9, 0.001), (0.91, 0.002), (0.99, 0.002),
                             (1, math.inf)):
            self.assertEqual(prometheus.percentile(counts, share), limit, share)

    def test_nothing_measured_is_no_percentile(self):
        self.assertIsNone(prometheus.percentile([], 0.5))
        self.assertIsNone(prometheus.percentile([(1.0, 0), (math.inf, 0)], 0.5))


class PercentilesTest(unittest.TestCase):
    def test_smallest_value_that_covers_the_share(self):
        values = list(range(100, 0, -1))
        self.assertEqual(percentiles.percentile(values, 0.95), 95)
        self.assertEqual(percentiles.percentile([3], 0.5), 3)
        self.assertEqual(percentiles.summary([1, 2, 3, 4])["p50"], 2)
        self.assertEqual(percentiles.summary([]), {"count": 0})


class PlaylistsTest(unittest.TestCase):
    def test_a_window_that_slides(self):
        text = playlists.playlist(8, 240)
        self.assertIn("#EXT-X-MEDIA-SEQUENCE:2\n", text)
        names = [line for line in text.splitlines() if not line.startswith("#")]
        self.assertEqual((len(names), names[0], names[-1]), (6, "2-00002.ts", "7-00007.ts"))
        self.assertNotIn("#EXT-X-DISCONTINUITY\n", text)

    def test_the_loop_is_signalled_while_it_is_in_the_window_and_after(self):
        inside, after = playlists.playlist(242, 240), playlists.playlist(247, 240)
        self.assertIn("#EXT-X-DISCONTINUITY\n#EXTINF:4.000,\n240-00000.ts\n", inside)
        self.assertIn("#EXT-X-DISCONTINUITY-SEQUENCE:0\n", inside)
        self.assertNotIn("#EXT-X-DISCONTINUITY\n", after)
        self.assertIn("#EXT-X-DISCONTINUITY-SEQUENCE:1\n", after)

    def test_phases_move_one_after_the_other(self):
        self.assertEqual({playlists.published(0, phase) for phase in range(16)}, {6})
        self.assertEqual([playlists.published(2.01, phase) for phase in (0, 7, 8, 15)], [6, 6, 7, 7])
        self.assertEqual({playlists.published(4, phase) for phase in range(16)}, {7})


class WindowTest(unittest.TestCase):
    def test_measures_what_a_process_used(self):
        busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        try:
            window = Window({"busy": [busy.pid]}, [os.getpid()])
            time.sleep(0.5)
            result = window.close()
        finally:
            busy.kill()
            busy.wait()
        self.assertGreater(result["processes"]["busy"]["core_percent"], 5)
        self.assertLess(result["processes"]["busy"]["core_percent"], 110)
        self.assertGreater(result["processes"]["busy"]["pss_kb"], 1000)
        self.assertEqual(result["processes"]["busy"]["threads"], 1)

    def test_finds_children(self):
        child = subprocess.Popen(["sleep", "60"])
        try:
            self.assertIn(child.pid, processes.children(os.getpid()))
        finally:
            child.kill()
            child.wait()


class ReportTest(unittest.TestCase):
    def test_columns_without_values_are_left_out(self):
        text = report.table([{"what": "a", "streams": 2, "noisy": True},
                             {"what": "bb", "streams": 10, "alarms": {"black": 3}}])
        self.assertEqual(text.splitlines(), [
            "| what | streams | alarms  | noisy |", "|------|---------|---------|-------|",
            "| a    | 2       |         | noisy |", "| bb   | 10      | black 3 |       |"])

    def test_a_figure_that_is_missing_is_not_ok(self):
        self.assertTrue(report.check("x", 1, 1)["ok"])
        self.assertFalse(report.check("x", 1.1, 1)["ok"])
        self.assertFalse(report.check("x", None, 1)["ok"])


class ScenariosTest(unittest.TestCase):
    def test_each_describes_itself(self):
        folder = pathlib.Path(__file__).parent / "lib" / "scenarios"
        names = [path.stem for path in folder.glob("[a-z]*.py")]
        self.assertGreater(len(names), 8)
        for name in names:
            module = importlib.import_module(f"lib.scenarios.{name}")
            module.arguments(argparse.ArgumentParser())
            self.assertTrue(module.DESCRIPTION and callable(module.run), name)


if __name__ == "__main__":
    unittest.main()
