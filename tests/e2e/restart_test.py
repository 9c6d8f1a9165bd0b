#!/usr/bin/env python3
"""What survives the daemon: kill -9 loses nothing that was acknowledged, SIGTERM ends it well."""

import json
import signal
import time

import support


class RestartTest(support.Test):
    def setUp(self):
        super().setUp()
        self.vedetted = self.daemon()

    def streams(self):
        return json.loads(self.vedetted.cli("list", "--json")[1])["streams"]

    def test_kill_keeps_streams_alarms_and_events(self):
        port = support.free_ports(1)[0]
        body = {"id": "dead", "url": f"http://user:pw@127.0.0.1:{port}/a.m3u8", "displayName": "Dead",
                "labels": {"region": "eu"}, "headers": {"X-Token": "t"}, "depth": "DEPTH_FULL"}
        self.assertEqual(self.vedetted.call("POST", "/api/v1/streams", body)[0], 200)
        self.vedetted.call("POST", "/api/v1/streams",
                           {"id": "still", "url": "udp://127.0.0.1:9", "paused": True})

        def alarm():
            return [each for each in self.vedetted.get("/api/v1/alarms")[1]["alarms"]
                    if each["check"] == "connect_error" and each["state"] == "ALARM_STATE_RAISED"]

        raised = support.wait_for("connect_error is raised", alarm)[0]

        def event():
            events = self.vedetted.get('/api/v1/events?filter=check%20%3D%20connect_error')[1]["events"]
            return events

        recorded = support.wait_for("connect_error is recorded", event)[0]
        before = {each["id"]: each for each in self.streams()}
        time.sleep(1.5)  # what was told may be written within a second
        self.vedetted.child.kill()

        # Acknowledged is kept at once: a stream that was added the moment before the kill.
        self.vedetted.start()
        self.vedetted.call("POST", "/api/v1/streams", {"id": "last", "url": "udp://127.0.0.1:9"})
        self.vedetted.child.kill()
        self.vedetted.start()

        after = {each["id"]: each for each in self.streams()}
        self.assertEqual(sorted(after), ["dead", "last", "still"])
        for name in ("url", "displayName", "labels", "depth", "paused", "etag"):
            self.assertEqual(after["dead"][name], before["dead"][name], name)
        self.assertTrue(after["still"]["paused"])
        found = [each for each in self.vedetted.get("/api/v1/events?pageSize=1000")[1]["events"]
                 if each["id"] == recorded["id"]]
        self.assertEqual(len(found), 1, "the event is still known")
        self.assertEqual(found[0]["startTime"], recorded["startTime"])
        again = support.wait_for("connect_error is raised again", alarm)[0]
        self.assertEqual(again["id"], raised["id"])

    def test_sigterm_and_sigint_end_it_well(self):
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            self.vedetted.call("POST", "/api/v1/streams",
                               {"id": f"ch{int(signal_number)}", "url": "http://127.0.0.1:9/a"})
            started = time.monotonic()
            self.assertEqual(self.vedetted.child.end(signal_number), 0)
            self.assertLess(time.monotonic() - started, 10)
            self.vedetted.start()
        self.assertEqual(len(self.streams()), 2)

    def test_a_taken_port_stops_the_start_with_one_line(self):
        second = support.Daemon(self.directory / "second")
        second.port = self.vedetted.port
        child = self.end_later(support.Child([support.BIN / "vedetted"], self.directory / "second.out",
                                             env={**second.environment()}, cwd=self.directory))
        support.wait_for("the second daemon ends", lambda: not child.running())
        self.assertNotEqual(child.process.returncode, 0)
        self.assertIn(str(second.port), child.output())

    def test_bad_settings_stop_the_start(self):
        for name, value in (("PORT", "seventy"), ("PORT", "70000"), ("MAX_LOG_FILES", "-1")):
            child = self.end_later(support.Child(
                [support.BIN / "vedetted"], self.directory / f"bad-{name}-{value}.out",
                env={**self.vedetted.environment(), name: value}, cwd=self.directory))
            support.wait_for("it ends", lambda each=child: not each.running())
            self.assertNotEqual(child.process.returncode, 0)
            self.assertIn(name, child.output())
            self.assertIn(value, child.output())


if __name__ == "__main__":
    support.main()
