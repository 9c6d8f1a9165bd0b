#!/usr/bin/env python3
"""The command line against the built daemon."""

import json
import subprocess
import time

import support

LIST = """#EXTM3U
#EXTINF:-1 tvg-id="one" group-title="News",Channel one
udp://127.0.0.1:9
#EXTINF:-1,Channel two
udp://127.0.0.1:9
"""


class CommandLineTest(support.Test):
    def setUp(self):
        super().setUp()
        self.vedetted = self.daemon()

    def ok(self, *arguments, **options):
        code, out, err = self.vedetted.cli(*arguments, **options)
        self.assertEqual(code, 0, f"{arguments}: {out}{err}")
        return out

    def test_import_list_delete(self):
        path = self.directory / "list.m3u"
        path.write_text(LIST)
        self.assertEqual(self.ok("import", path), "added 2, already there 0, refused 0\n")
        self.assertEqual(self.ok("import", "-", stdin=LIST), "added 0, already there 2, refused 0\n")
        streams = json.loads(self.ok("list", "--json"))["streams"]
        self.assertEqual([each["id"] for each in streams], ["Channel-two", "one"])
        self.assertEqual(streams[1]["labels"], {"group": "News"})
        table = self.ok("list", "--filter", 'labels.group = "News"').splitlines()
        self.assertEqual(len(table), 2, table)
        self.assertRegex(table[0], r"^STREAM +HEALTH +SCORE")
        self.assertEqual(self.ok("delete", "one"), "deleted 1\n")
        code, _, err = self.vedetted.cli("delete", "one")
        self.assertEqual(code, 3, err)
        self.assertEqual(self.ok("delete", "--all"), "deleted 1\n")

    def test_a_long_list_shows_progress(self):
        lines = "".join(f"udp://127.0.0.1:{port}\n" for port in range(1000, 1600))
        code, out, err = self.vedetted.cli("import", "-", stdin=lines)
        self.assertEqual((code, out), (0, "added 600, already there 0, refused 0\n"))
        self.assertEqual(err.splitlines(), ["250 of 600", "500 of 600", "600 of 600"])
        self.assertEqual(len(json.loads(self.ok("list", "--json"))["streams"]), 600)
        self.ok("delete", "--all")

    def test_what_is_refused_is_named(self):
        code, out, err = self.vedetted.cli("import", "-", stdin="gopher://h/a\nudp://127.0.0.1:9\n")
        self.assertEqual((code, out), (3, "added 1, already there 0, refused 1\n"))
        self.assertIn("h-a", err)
        code, _, err = self.vedetted.cli("add", "gopher://h/a")
        self.assertEqual(code, 3)
        self.assertIn("url", err)
        self.assertEqual(self.vedetted.cli("import", "-", stdin="#EXTM3U\n")[0], 64)

    def test_add_get_pause_resume(self):
        self.assertEqual(self.ok("add", "udp://127.0.0.1:9", "--id", "ch1", "--label", "a=b",
                                 "--depth", "packets", "--paused"), "added ch1\n")
        code, out, _ = self.vedetted.cli("get", "ch1", "--json")
        stream = json.loads(out)
        self.assertEqual((code, stream["depth"], stream["labels"]), (0, "DEPTH_PACKETS", {"a": "b"}))
        self.assertEqual(self.ok("resume", "ch1"), "resumed ch1\n")
        paused = json.loads(self.ok("pause", "ch1", "--json"))
        self.assertIs(paused["paused"], True)
        self.assertIn("verdict", self.ok("get", "ch1"))
        self.assertEqual(self.vedetted.cli("get", "nothing")[0], 3)

    def test_a_stream_that_does_not_open_exits_2(self):
        port = support.free_ports(1)[0]
        self.ok("add", f"http://127.0.0.1:{port}/a", "--id", "dead")
        support.wait_for("get exits 2", lambda: self.vedetted.cli("get", "dead")[0] == 2)

    def test_the_daemon_itself(self):
        self.assertRegex(self.ok("health"), r"^healthy, up .*store connected\n$")
        self.assertRegex(self.ok("stats"), r"(?m)^streams +0 active, 0 queued, 0 in all")
        self.assertEqual(json.loads(self.ok("stats", "--json"))["monitoring"]["total"], 0)
        self.assertIn("Log cleanup completed", self.ok("cleanup-logs"))
        self.assertEqual(self.ok("alarms"), "no alarms\n")
        self.assertEqual(self.ok("events", "--since", "1h"), "no events\n")

    def test_watch_survives_the_daemon(self):
        self.ok("add", "udp://127.0.0.1:9", "--id", "ch1", "--paused")
        environment = {**self.vedetted.environment(),
                       "VEDETTE_ADDRESS": f"127.0.0.1:{self.vedetted.grpc_port}"}
        log = self.directory / "watch.json"
        watch = self.end_later(support.Child([support.BIN / "vedette", "watch", "--json"], log,
                                             env=environment))

        def messages():
            return [json.loads(line) for line in watch.output().splitlines()
                    if line.startswith("{") and line.endswith("}")]

        def told(stream_id):
            return any(stream_id in json.dumps(message) for message in messages())

        support.wait_for("the snapshot", lambda: told("ch1"))
        self.assertEqual(messages()[0]["kind"], "WATCH_KIND_SNAPSHOT")
        self.vedetted.stop()
        self.vedetted.start()
        self.ok("add", "udp://127.0.0.1:9", "--id", "ch2", "--paused")
        support.wait_for("news of the daemon's second life", lambda: told("ch2"))
        self.assertEqual(watch.end(), 0)

    def test_no_daemon(self):
        self.vedetted.stop()
        started = time.monotonic()
        for command in ("list", "health", "watch"):
            code, _, err = self.vedetted.cli(command)
            self.assertEqual(code, 2, command)
            self.assertIn(f"127.0.0.1:{self.vedetted.grpc_port}", err)
        self.assertLess(time.monotonic() - started, 30)

    def test_a_reader_that_goes_away_is_no_crash(self):
        self.ok("import", "-", stdin=LIST)
        done = subprocess.run(f"'{support.BIN}/vedette' list --address 127.0.0.1:"
                              f"{self.vedetted.grpc_port} | true; echo ${{PIPESTATUS[0]}}", shell=True,
                              executable="/bin/bash", capture_output=True, text=True, check=True)
        self.assertEqual((done.stdout.strip(), done.stderr), ("0", ""))


if __name__ == "__main__":
    support.main()
