#!/usr/bin/env python3
"""The API of the built daemon, as scripts and dashboards use it: REST, roles, gRPC, bad input."""

import json

import support

SECRET = "a secret of the end-to-end tests"


class OpenApiTest(support.Test):
    """Without a secret: loopback is admin."""

    def setUp(self):
        super().setUp()
        self.vedetted = self.daemon()

    def test_probes_of_kubernetes(self):
        self.assertEqual(self.vedetted.get("/livez")[0], 200)
        self.assertEqual(self.vedetted.get("/readyz")[0], 200)

    def test_the_three_documented_endpoints(self):
        status, health = self.vedetted.get("/api/v1/info/health")
        self.assertEqual((status, health["success"], health["status"]), (200, True, "healthy"))
        self.assertIs(type(health["uptime"]), int)
        self.assertRegex(health["memory"]["rss"], r"^[0-9.]+ (MB|GB)$")
        self.assertRegex(health["memory"]["heapUsed"], r"^[0-9.]+ (MB|GB)$")
        self.assertEqual(health["database"], {"status": "connected"})

        status, stats = self.vedetted.get("/api/v1/info/monitoring")
        self.assertEqual(status, 200)
        for name in ("active", "queued", "total", "maxConcurrent"):
            self.assertIs(type(stats["monitoring"][name]), int, name)
        self.assertRegex(stats["memory"]["heapUsed"], r"^[0-9.]+ (MB|GB)$")
        self.check_logs(stats["logs"])

        status, answer = self.vedetted.call("POST", "/api/v1/info/logs/cleanup")
        self.assertEqual((status, answer["success"], answer["message"]),
                         (200, True, "Log cleanup completed"))
        self.check_logs(answer["logs"])

    def check_logs(self, logs):
        self.assertIs(type(logs["totalFiles"]), int)
        self.assertRegex(logs["totalSizeMB"], r"^\d+\.\d\d$")
        self.assertEqual(logs["retentionDays"], 7)

    def test_a_streams_life_over_rest(self):
        stream = {"id": "ch1", "url": "http://user:s3cret@127.0.0.1:1/a.m3u8",
                  "displayName": "Channel 1", "labels": {"region": "eu"}, "headers": {"X-Token": "t0ken"}}
        status, made = self.vedetted.call("POST", "/api/v1/streams", stream)
        self.assertEqual((status, made["id"], made["depth"]), (200, "ch1", "DEPTH_KEYFRAMES"), made)
        self.assertNotIn("s3cret", json.dumps(made))
        self.assertNotIn("t0ken", json.dumps(made))
        self.assertEqual(self.vedetted.call("POST", "/api/v1/streams", stream)[0], 409)

        status, changed = self.vedetted.call("PATCH", "/api/v1/streams/ch1", {"displayName": "One"})
        self.assertEqual((status, changed["displayName"]), (200, "One"), changed)
        self.assertEqual(changed["labels"], {"region": "eu"})
        status, paused = self.vedetted.call("POST", "/api/v1/streams/ch1:pause", {})
        self.assertEqual((status, paused["paused"]), (200, True), paused)
        support.wait_for("the paused stream's phase", lambda: self.vedetted.get(
            "/api/v1/streams/ch1")[1]["status"]["phase"] == "PHASE_PAUSED")
        status, listed = self.vedetted.get("/api/v1/streams?pageSize=10")
        self.assertEqual((status, [each["id"] for each in listed["streams"]]), (200, ["ch1"]))
        self.assertEqual(self.vedetted.call("DELETE", "/api/v1/streams/ch1")[0], 200)
        self.assertEqual(self.vedetted.get("/api/v1/streams/ch1")[0], 404)

    def test_a_source_that_is_not_there_says_why(self):
        port = support.free_ports(1)[0]
        self.vedetted.call("POST", "/api/v1/streams",
                           {"id": "dead", "url": f"http://127.0.0.1:{port}/a.m3u8"})

        def error():
            return self.vedetted.get("/api/v1/streams/dead")[1]["status"]["lastError"]

        self.assertTrue(support.wait_for("lastError of the dead stream", error)
                        .startswith("tcp_refused: "), error())

    def test_bad_input_names_the_field_and_changes_nothing(self):
        rows = [
            ({"id": "x y", "url": "http://h/a"}, "id"),
            ({"id": "a" * 64, "url": "http://h/a"}, "id"),
            ({"id": "x"}, "url"),
            ({"id": "x", "url": "file:///etc/passwd"}, "url"),
            ({"id": "x", "url": "gopher://h/a"}, "url"),
            ({"id": "x", "url": "http://h/a", "depth": "DEPTH_BOTTOM"}, "depth"),
            ({"id": "x", "url": "http://h/a", "colour": "red"}, "colour"),
            ({"id": "x", "url": "http://h/a", "displayName": 7}, "display"),
        ]
        for body, field in rows:
            status, answer = self.vedetted.call("POST", "/api/v1/streams", body)
            self.assertEqual((status, answer["success"]), (400, False), f"{body}: {answer}")
            self.assertIn(field, json.dumps(answer), body)
        for body in (b"{", b"[]", b"\xff\xfe", b"{\"url\": \"" + b"a" * 9000 + b"\"}"):
            self.assertEqual(self.vedetted.call("POST", "/api/v1/streams", body)[0], 400, body[:20])
        self.assertEqual(self.vedetted.get("/api/v1/streams?colour=red")[0], 400)
        self.assertEqual(self.vedetted.get("/api/v1/streams?filter=nonsense")[0], 400)
        self.assertEqual(self.vedetted.get("/api/v1/nothing")[0], 404)
        self.assertEqual(self.vedetted.get("/api/v1/streams")[1]["streams"], [])

    def test_reflection_lists_and_describes_every_service(self):
        code, listed, error = self.vedetted.grpcurl("list")
        self.assertEqual(code, 0, error)
        services = listed.split()
        for name in ("MonitoringService", "AlarmService", "HealthService", "LogService"):
            self.assertIn(f"vedette.v1.{name}", services)
        self.assertIn("grpc.health.v1.Health", services)
        for name in services:
            code, _, error = self.vedetted.grpcurl("describe", name)
            self.assertEqual(code, 0, f"{name}: {error}")

    def test_grpc_calls_of_each_service(self):
        rows = [
            ({"service": ""}, "grpc.health.v1.Health/Check"),
            ({"service": "readiness"}, "grpc.health.v1.Health/Check"),
            ({"service": "vedette.v1.MonitoringService"}, "grpc.health.v1.Health/Check"),
        ]
        for body, method in rows:
            code, answer, error = self.vedetted.grpcurl("-d", json.dumps(body), method)
            self.assertEqual((code, answer), (0, {"status": "SERVING"}), f"{body}: {error}")
        stream = {"stream": {"id": "g1", "url": "udp://127.0.0.1:9", "paused": True}}
        code, made, error = self.vedetted.grpcurl("-d", json.dumps(stream),
                                                  "vedette.v1.MonitoringService/CreateStream")
        self.assertEqual((code, made.get("id")), (0, "g1"), error)
        for method in ("MonitoringService/ListStreams", "MonitoringService/GetStats",
                       "AlarmService/ListAlarms", "AlarmService/ListEvents",
                       "HealthService/GetHealth", "LogService/GetLogStats"):
            code, _, error = self.vedetted.grpcurl(f"vedette.v1.{method}")
            self.assertEqual(code, 0, f"{method}: {error}")
        code, _, error = self.vedetted.grpcurl("-d", json.dumps(stream),
                                               "vedette.v1.MonitoringService/CreateStream")
        self.assertNotEqual(code, 0)
        self.assertIn("AlreadyExists", error)

    def test_metrics(self):
        status, text = self.vedetted.get("/metrics")
        self.assertEqual(status, 200)
        self.assertRegex(text, r"(?m)^# TYPE vedette_\w+ (gauge|counter)")


class RolesTest(support.Test):
    """With a secret: tokens decide."""

    def setUp(self):
        super().setUp()
        self.vedetted = self.daemon(JWT_SECRET=SECRET)
        self.tokens = {role: self.vedetted.cli("token", "--role", role)[1].strip()
                       for role in ("viewer", "operator", "admin")}

    def test_who_may_what(self):
        rows = [  # method, path, body; the answer without a token, to a viewer, an operator, an admin
            ("GET", "/api/v1/info/health", None, 200, 200, 200, 200),
            ("GET", "/api/v1/info/monitoring", None, 401, 403, 403, 200),
            ("POST", "/api/v1/info/logs/cleanup", None, 401, 403, 403, 200),
            ("GET", "/api/v1/streams", None, 401, 200, 200, 200),
            ("POST", "/api/v1/streams:batchDelete", {"ids": ["x"], "allowMissing": True},
             401, 403, 200, 200),
            ("GET", "/api/v1/alarms", None, 401, 200, 200, 200),
        ]
        for method, path, body, *expected in rows:
            got = [self.vedetted.call(method, path, body, token=token)
                   for token in (None, *self.tokens.values())]
            self.assertEqual([status for status, _ in got], expected, f"{method} {path}")
            for status, answer in got:
                if status >= 400:
                    self.assertIs(answer["success"], False)
                    self.assertIn("code", answer)
                    self.assertTrue(answer["message"])

    def test_bad_tokens(self):
        good = self.tokens["admin"]
        other = self.vedetted.cli("token", "--subject", "x")[1].strip()
        head, claims, _ = good.split(".")
        forged = [good[:-4] + "AAAA", f"{head}.{claims}.", f"{head}.{other.split('.')[1]}.x",
                  "eyJhbGciOiJub25lIn0." + claims + ".", "", "x", "a" * 9000]
        for token in forged:
            status, _ = self.vedetted.get("/api/v1/info/monitoring",
                                          headers={"Authorization": f"Bearer {token}"})
            self.assertEqual(status, 401, token[:60])

    def test_grpc_and_the_command_line_pass_the_same_guard(self):
        code, _, error = self.vedetted.grpcurl("vedette.v1.MonitoringService/ListStreams")
        self.assertNotEqual(code, 0)
        self.assertIn("Unauthenticated", error)
        code, _, error = self.vedetted.grpcurl("vedette.v1.MonitoringService/ListStreams",
                                               token=self.tokens["viewer"])
        self.assertEqual(code, 0, error)
        code, _, error = self.vedetted.cli("list")
        self.assertEqual(code, 3)
        self.assertIn("VEDETTE_TOKEN", error)
        self.assertEqual(self.vedetted.cli("list", token=self.tokens["viewer"])[0], 0)
        self.assertEqual(self.vedetted.cli("health")[0], 0)

    def test_the_secret_is_nowhere(self):
        self.vedetted.get("/api/v1/streams", token=self.tokens["admin"])
        self.vedetted.stop()
        for path in self.directory.rglob("*"):
            if path.is_file():
                self.assertNotIn(SECRET.encode(), path.read_bytes(), path)


if __name__ == "__main__":
    support.main()
