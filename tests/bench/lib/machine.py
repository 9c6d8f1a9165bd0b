"""What the figures were measured on."""

import os
import platform
import subprocess
import time


def _first_line(*command):
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except OSError:
        return ""
    lines = (answer.stdout or answer.stderr).splitlines()
    return lines[0].strip() if lines else ""


def _field(path, name):
    with open(path) as file:
        for line in file:
            key, _, value = line.partition(":")
            if key.strip() == name:
                return value.strip()
    return ""


def commit(root):
    """The commit of the source, with "+" when the work tree differs from it."""
    name = _first_line("git", "-C", root, "rev-parse", "--short", "HEAD")
    changed = _first_line("git", "-C", root, "status", "--porcelain", "-uno")
    return name + ("+" if changed else "")


def describe(root):
    return {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "commit": commit(root),
        "cpu": _field("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(int(_field("/proc/meminfo", "MemTotal").split()[0]) / 1048576, 1),
        "kernel": platform.release(),
        "system": _field_of_os_release("PRETTY_NAME"),
        "compiler": _first_line("c++", "--version"),
        "ffmpeg": _first_line("ffmpeg", "-version").split(" Copyright")[0],
        "nginx": _first_line("nginx", "-v").removeprefix("nginx version: "),
        "curl": " ".join(_first_line("curl", "--version").split()[:2]),
    }


def _field_of_os_release(name):
    try:
        with open("/etc/os-release") as file:
            for line in file:
                if line.startswith(name + "="):
                    return line.partition("=")[2].strip().strip('"')
    except OSError:
        pass
    return ""
