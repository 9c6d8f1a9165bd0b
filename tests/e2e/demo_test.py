#!/usr/bin/env python3
"""The demo channels come to the right verdicts, at the right times."""

import datetime
import time

import support

SOON = 60    # seconds from the daemon's start to the first verdicts, as promised
EDGE = 1.0   # seconds that a reported start may be off; the faults' truth is in /truth


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class DemoTest(support.Test):
    def test_verdicts(self):
        channels, base = support.start_demo(self)
        vedetted = self.daemon()
        started = time.monotonic()
        code, out, err = vedetted.cli("import", channels)
        self.assertEqual((code, out), (0, "added 3, already there 0, refused 0\n"), err)

        def events():
            return vedetted.get("/api/v1/events?pageSize=1000")[1]["events"]

        def seen(stream, *checks):
            return any(each["streamId"] == stream and each["check"] in checks for each in events())

        def all_seen():
            return (seen("demo-faults", "black") and seen("demo-faults", "freeze", "static_picture")
                    and seen("demo-faults", "silence") and seen("demo-stalls", "hls_stale"))

        support.wait_for("black, freeze, silence and hls_stale are recorded", all_seen, SOON)
        print(f"first verdicts after {time.monotonic() - started:.1f} s")

        truth = truth_of(base)
        for each in events():
            if each["streamId"] != "demo-faults" or each["check"] not in ("black", "freeze", "silence"):
                continue
            starts = [seconds(fault["startTime"]) for fault in truth
                      if fault["check"] == each["check"]]
            off = min(abs(seconds(each["startTime"]) - start) for start in starts)
            self.assertLess(off, EDGE, f"{each['check']} began {off:.2f} s off the truth")

        healthy = vedetted.get("/api/v1/streams/demo-healthy")[1]["status"]
        self.assertEqual((healthy["phase"], healthy["health"]), ("PHASE_RUNNING", "HEALTH_OK"), healthy)
        kinds = {track["type"]: track for track in healthy["media"]["tracks"]}
        self.assertEqual(kinds["TRACK_TYPE_VIDEO"]["height"], 360)
        wrong = [each for each in events() if each["streamId"] == "demo-healthy"
                 and each["severity"] != "SEVERITY_INFO"]
        self.assertEqual(wrong, [], "the healthy channel has no events")
        self.assertEqual(vedetted.cli("get", "demo-healthy")[0], 0)
        self.assertEqual(vedetted.cli("get", "demo-faults")[0], 1)


def truth_of(base):
    host = support.Daemon("/nowhere")
    host.port = int(base.rsplit(":", 1)[1])
    return host.get("/truth")[1]["faults"]


if __name__ == "__main__":
    support.main()
