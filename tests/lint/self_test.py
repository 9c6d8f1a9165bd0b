#!/usr/bin/env python3
"""The lint finds what it must: a small tree with one fault of each kind, and one without any."""

import pathlib
import tempfile
import unittest

import lint

ROOT_CMAKE = "add_subdirectory(engine)\nadd_subdirectory(service)\n"
CLEAN = {
    "CMakeLists.txt": ROOT_CMAKE,
    "engine/CMakeLists.txt": "add_subdirectory(net)\nadd_subdirectory(media)\n",
    "engine/net/CMakeLists.txt": "vedette_library(engine_net SOURCES client.cc)\n",
    "engine/net/client.cc": '#include <curl/curl.h>\n#include "engine/base/status.h"\n'
                            '#include "engine/net/client_impl.h"\n',
    "engine/net/client_impl.h": "// Private.\n#pragma once\n#include <boost/asio.hpp>\n",
    "engine/media/CMakeLists.txt": "vedette_library(engine_media SOURCES demuxer.cc)\n",
    "engine/media/demuxer.cc": "#include <libavformat/avformat.h>\n",
    "service/CMakeLists.txt": "",
    "deploy/tool.py": "print(1)\n",
}

# What is put in the place of (or beside) the clean files, and what must be said of it.
FAULTS = [
    ({"engine/net/client.cc": '#include "service/rpc/filter.h"\n'},
     "engine/net/client.cc:1: engine/net may not include service/rpc"),
    ({"engine/net/client.cc": '\n#include "vedette/v1/stream.pb.h"\n'},
     "engine/net/client.cc:2: engine/net may not include proto"),
    ({"engine/net/client.cc": "#include <libavcodec/avcodec.h>\n"},
     "engine/net/client.cc:1: libav outside engine/media, tests"),
    ({"engine/media/demuxer.cc": "#include <curl/curl.h>\n"},
     "engine/media/demuxer.cc:1: libcurl outside engine/net, service/notify"),
    ({"engine/media/demuxer.cc": "#include <mongoc/mongoc.h>\n"},
     "engine/media/demuxer.cc:1: libmongoc outside service/store/mongo"),
    ({"engine/media/demuxer.cc": '#include "engine/net/client_impl.h"\n'},
     "engine/media/demuxer.cc:1: engine/net/client_impl.h shows Boost and is private to its room"),
    ({"engine/net/a.h": "#pragma once\n#include <absl/status/status.h>\n"},
     "engine/net/a.h:2: absl in a header: Debian's is pinned to its own string_view"),
    ({"engine/net/a.h": "#include <string>\n#pragma once\n"},
     "engine/net/a.h:1: a header begins with its comment or #pragma once"),
    ({"engine/net/a.h": "// A comment alone.\n"}, "engine/net/a.h:1: #pragma once is missing"),
    ({"engine/net/lost.cc": ""},
     "engine/net/lost.cc:1: not built: engine/net/CMakeLists.txt does not name it"),
    ({"engine/ts/CMakeLists.txt": ""}, "engine/ts/CMakeLists.txt:1: no add_subdirectory leads here"),
    ({"engine/attic/a.h": '#pragma once\n#include "engine/base/status.h"\n'},
     "engine/attic/a.h:2: this folder is not in the table of rooms (arrows.py)"),
    ({"README.md": "see /work" + "/notes\n"}, "README.md:1: a path of one machine"),
    ({"README.md": "\nTO" + "DO: more\n"}, "README.md:2: unfinished work: finish it or leave it out"),
    ({"deploy/tool.py": "def\n"}, "deploy/tool.py:1: Python: invalid syntax"),
    ({"engine/net/long.h": "#pragma once\n" + "\n" * 500}, "engine/net/long.h:501: more than 500 lines"),
]


def run(files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return lint.Lint(root, list(files)).run()


class LintTest(unittest.TestCase):
    def test_clean(self):
        self.assertEqual(run(CLEAN), [])

    def test_faults(self):
        for change, expected in FAULTS:
            with self.subTest(expected):
                self.assertIn(expected, run({**CLEAN, **change}))


if __name__ == "__main__":
    unittest.main()
