"""What every end-to-end test shares: the built programs, a daemon with its own ports and directories,
media, and waiting for a condition instead of sleeping. Standard library only.

A test is run as `python3 NAME_test.py BIN_DIR`; it ends every program it started, by its pid.
"""

import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path("build/release/bin")
# Deadlines are generous: the machine may be busy, and a passing test does not wait for them.
PATIENCE = 60


def wait_for(what, condition, timeout=PATIENCE):
    """The first true value of condition(); fails the test, naming `what`, when none comes."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {what}")
        time.sleep(0.1)


def free_ports(count):
    """Ports nobody listens on. From below the range that the kernel gives to outgoing connections, or
    one of those could take the port before the program that it is meant for does."""
    first = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    ports = []
    while len(ports) < count:
        port = random.randrange(10000, max(first, 20000))
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in ports:
            ports.append(port)
    return ports


class Child:
    """A program in the background. end() asks it to, and kills it after 15 s."""

    def __init__(self, arguments, log, **options):
        self.log = log
        with open(log, "ab") as out:
            self.process = subprocess.Popen([str(each) for each in arguments], stdout=out,
                                            stderr=out, stdin=subprocess.DEVNULL, **options)

    def running(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self, signal_number=signal.SIGTERM):
        if self.running():
            self.process.send_signal(signal_number)
        try:
            return self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL

    def output(self):
        return pathlib.Path(self.log).read_text(encoding="utf-8", errors="replace")


class Daemon:
    """vedetted on free ports, its data below `directory`, which outlives it for a restart."""

    def __init__(self, directory, **settings):
        self.directory = pathlib.Path(directory)
        self.settings = settings
        self.port, self.grpc_port = free_ports(2)
        self.child = None

    def environment(self):
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TSAN_OPTIONS",
                                                    "ASAN_OPTIONS") if name in os.environ}
        return {**kept, "PORT": str(self.port), "GRPC_PORT": str(self.grpc_port),
                "DATA_DIR": str(self.directory / "data"), "LOG_DIR": str(self.directory / "logs"),
                **self.settings}

    def start(self):
        self.directory.mkdir(parents=True, exist_ok=True)
        self.child = Child([BIN / "vedetted"], self.directory / "vedetted.out",
                           cwd=self.directory, env=self.environment())

        def ready():
            if not self.child.running():
                raise AssertionError("vedetted ended: " + self.child.output()[-2000:])
            try:
                return self.get("/readyz")[0] == 200
            except OSError:
                return False

        wait_for("vedetted is ready", ready)
        return self

    def stop(self):
        return self.child.end() if self.child else 0

    def get(self, path, **options):
        return self.call("GET", path, **options)

    def call(self, method, path, body=None, token=None, headers=None):
        """(status, parsed JSON or text) of one REST call."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method,
                                         headers=dict(headers or {}))
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = body if isinstance(body, bytes) else json.dumps(body).encode()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=20) as answer:
                status, text = answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode()
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text

    def cli(self, *arguments, stdin=None, token=None, timeout=60):
        """(exit code, standard output, standard error) of `vedette ARGUMENTS`."""
        environment = {**self.environment(), "VEDETTE_ADDRESS": f"127.0.0.1:{self.grpc_port}"}
        if token:
            environment["VEDETTE_TOKEN"] = token
        done = subprocess.run([BIN / "vedette", *map(str, arguments)], input=stdin, text=True,
                              capture_output=True, env=environment, timeout=timeout, check=False,
                              cwd=self.directory)
        return done.returncode, done.stdout, done.stderr

    def grpcurl(self, *arguments, token=None):
        """(exit code, parsed JSON or text, standard error)."""
        program = shutil.which("grpcurl") or os.path.expanduser("~/go/bin/grpcurl")
        head = ["-H", f"authorization: Bearer {token}"] if token else []
        flags, names = [], list(arguments)
        while names and names[0].startswith("-"):
            flags += [names.pop(0), names.pop(0)]
        done = subprocess.run([program, "-plaintext", "-max-time", "20", *head, *flags,
                               f"127.0.0.1:{self.grpc_port}", *names], text=True,
                              capture_output=True, timeout=60, check=False)
        try:
            return done.returncode, json.loads(done.stdout), done.stderr
        except ValueError:
            return done.returncode, done.stdout, done.stderr


class Test(unittest.TestCase):
    """A test with a directory of its own; what end_later() was given is ended after it."""

    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="vedette-e2e-"))
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)

    def daemon(self, **settings):
        daemon = Daemon(self.directory / "daemon", **settings)
        self.addCleanup(daemon.stop)
        return daemon.start()

    def end_later(self, child):
        self.addCleanup(child.end)
        return child


def ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-y", "-nostdin", "-hide_banner", "-loglevel", "error", *arguments],
                   check=True, timeout=120)


def start_demo(test, material=None):
    """The demo channels; the list of them and their URL base."""
    ready = test.directory / "channels.m3u"
    child = test.end_later(Child(
        [sys.executable, ROOT / "deploy/demo/channels.py", "--material",
         material or BIN.parent / "demo-material", "--ready", ready], test.directory / "demo.out"))

    def live():
        if not child.running():
            raise AssertionError("the demo ended: " + child.output())
        return ready.exists()

    wait_for("the demo channels are live", live, 120)
    url = [line for line in ready.read_text().splitlines() if line.startswith("http")][0]
    return ready, url.rsplit("/", 2)[0]


def main():
    global BIN  # pylint: disable=global-statement
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        BIN = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(module="__main__", verbosity=2)
