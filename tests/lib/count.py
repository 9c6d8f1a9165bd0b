#!/usr/bin/env python3
"""Counts what ctest ran: `PASSED FAILED SKIPPED`, from the JUnit files given, and names the failures
on standard error. Programs of GoogleTest count by their cases, everything else as one."""

import re
import sys
import xml.etree.ElementTree

PASSED = re.compile(r"^\[  PASSED  \] (\d+) tests?\.", re.M)
FAILED = re.compile(r"^\[  FAILED  \] (\d+) tests?, listed below", re.M)
SKIPPED = re.compile(r"^\[  SKIPPED \] (\d+) tests?, listed below", re.M)
FAILED_CASE = re.compile(r"^\[  FAILED  \] (\S+\.\S+)$", re.M)


def number(pattern, text):
    match = pattern.search(text)
    return int(match.group(1)) if match else 0


def count(case):
    """(passed, failed, skipped, names of the failures) of one <testcase>."""
    name, status = case.get("name"), case.get("status")
    if status in ("notrun", "disabled"):
        note = case.find("skipped")
        meant = status == "disabled" or (note is not None and "SKIP" in note.get("message", ""))
        return (0, 0, 1, []) if meant else (0, 1, 0, [name])
    out = case.findtext("system-out") or ""
    passed, failed, skipped = number(PASSED, out), number(FAILED, out), number(SKIPPED, out)
    names = [f"{name}: {each}" for each in dict.fromkeys(FAILED_CASE.findall(out))]
    if status == "fail":
        return passed, max(failed, 1), skipped, names or [name]
    return (passed, failed, skipped, names) if passed + skipped else (1, 0, 0, [])


def main():
    total = [0, 0, 0]
    for path in sys.argv[1:]:
        for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
            *counts, names = count(case)
            total = [a + b for a, b in zip(total, counts)]
            for name in names:
                print(f"    failed: {name}", file=sys.stderr)
    print(*total)


if __name__ == "__main__":
    main()
