#!/usr/bin/env python3
"""Finds what the compiler does not: arrows between rooms, foreign libraries, machine paths.

usage: lint.py ROOT [FILE...]   (without FILE: every file that git knows)
Prints `file:line: what` and exits 1 when something was found.
"""

import ast
import pathlib
import re
import subprocess
import sys

import arrows

MAX_LINES = 500
INCLUDE = re.compile(r'#include ([<"])([^>"]+)[>"]')
# Written so that this file does not find itself.
MACHINE_PATHS = re.compile("/work" + r"/|(?<![\w$}])/root" + r"/|bash" + "_jobs")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")
NO_TEXT = (".bin", ".ts", ".jpg", ".jpeg", ".png", ".woff2", ".gif")


class Lint:
    def __init__(self, root, files):
        self.root, self.files, self.found = root, files, []
        self.texts = {}
        for name in files:
            if name.endswith(NO_TEXT) or name.startswith("tests/fuzz/corpus/"):
                continue
            try:
                self.texts[name] = (root / name).read_text(encoding="utf-8")
            except (UnicodeDecodeError, FileNotFoundError):
                continue

    def say(self, name, line, what):
        self.found.append(f"{name}:{line}: {what}")

    def run(self):
        boost_headers = set()
        for name, text in self.texts.items():
            self.check_text(name, text)
            if name.endswith((".h", ".cc")):
                self.check_includes(name, text)
                if name.endswith(".h"):
                    self.check_header(name, text)
                    if "#include <boost/" in text:
                        boost_headers.add(name)
            if name.endswith(".py"):
                self.check_python(name, text)
        self.check_boost(boost_headers)
        self.check_cmake()
        return sorted(self.found)

    def check_text(self, name, text):
        for number, line in enumerate(text.splitlines(), 1):
            if MACHINE_PATHS.search(line):
                self.say(name, number, "a path of one machine")
            if UNFINISHED.search(line):
                self.say(name, number, "unfinished work: finish it or leave it out")
        if name.endswith((".h", ".cc", ".py", ".sh")) and text.count("\n") > MAX_LINES:
            self.say(name, MAX_LINES + 1, f"more than {MAX_LINES} lines")

    def check_includes(self, name, text):
        room = arrows.room_of(name)
        for number, line in enumerate(text.splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            quote, target = match.groups()
            for prefix, library, rooms in arrows.LIBRARIES:
                if target.startswith(prefix) and room not in rooms:
                    self.say(name, number, f"{library} outside {', '.join(rooms)}")
            for prefix, what in arrows.PRIVATE:
                if target.startswith(prefix) and name.endswith(".h"):
                    self.say(name, number, what)
            if quote == "<":
                continue
            other = arrows.room_of(target)
            if room is None:
                self.say(name, number, "this folder is not in the table of rooms (arrows.py)")
                return
            if other is None:
                self.say(name, number, f"{target} belongs to no room; use <> for foreign headers")
            elif other != room and not arrows.allowed(room, other):
                self.say(name, number, f"{room} may not include {other}")

    def check_header(self, name, text):
        for number, line in enumerate(text.splitlines(), 1):
            if line == "#pragma once":
                return
            if line and not line.startswith("//"):
                self.say(name, number, "a header begins with its comment or #pragma once")
                return
        self.say(name, 1, "#pragma once is missing")

    def check_boost(self, headers):
        for name, text in self.texts.items():
            if not name.endswith((".h", ".cc")):
                continue
            for number, line in enumerate(text.splitlines(), 1):
                match = INCLUDE.match(line)
                if match and match.group(2) in headers and \
                        arrows.room_of(match.group(2)) != arrows.room_of(name):
                    self.say(name, number, f"{match.group(2)} shows Boost and is private to its room")

    def check_python(self, name, text):
        try:
            ast.parse(text, name)
        except SyntaxError as error:
            self.say(name, error.lineno or 1, f"Python: {error.msg}")

    def check_cmake(self):
        lists = {str(pathlib.PurePath(name).parent): text for name, text in self.texts.items()
                 if name.endswith("CMakeLists.txt")}
        for folder in lists:
            if folder == ".":
                continue
            parent, _, last = folder.rpartition("/")
            while parent and parent not in lists:
                parent, _, head = parent.rpartition("/")
                last = f"{head}/{last}"
            if not re.search(rf"add_subdirectory\({re.escape(last)}\)", lists.get(parent or ".", "")):
                self.say(f"{folder}/CMakeLists.txt", 1, "no add_subdirectory leads here")
        for name in self.texts:
            if not name.endswith(".cc"):
                continue
            folder, _, last = name.rpartition("/")
            while folder and folder not in lists:
                folder, _, head = folder.rpartition("/")
                last = f"{head}/{last}"
            text = lists.get(folder or ".", "")
            stem = last.removesuffix(".cc")
            if any(f"/{name}" in other for other in lists.values()):
                continue
            if not re.search(rf"(?<![\w/]){re.escape(stem)}(\.cc)?(?![\w.])", text):
                self.say(name, 1, f"not built: {folder}/CMakeLists.txt does not name it")


def main():
    root = pathlib.Path(sys.argv[1])
    files = sys.argv[2:]
    if not files:
        files = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "--cached", "--others",
                                "--exclude-standard"], check=True, capture_output=True,
                               text=True).stdout.split("\0")
    found = Lint(root, [name for name in files if name]).run()
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
