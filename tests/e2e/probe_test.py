#!/usr/bin/env python3
"""`vedette probe` on files and addresses: what it prints and how it exits."""

import json
import os
import subprocess

import support

FORMAT = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-sc_threshold", "0", "-b:v", "300k",
          "-c:a", "aac", "-b:a", "64k", "-f", "mpegts"]


def probe(*arguments):
    done = subprocess.run([support.BIN / "vedette", "probe", *map(str, arguments)], text=True,
                          capture_output=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


class ProbeTest(support.Test):
    def media(self, picture="", sound="", seconds=12):
        path = self.directory / "media.ts"
        support.ffmpeg("-f", "lavfi", "-i",
                       f"testsrc2=s=320x180:r=25:d={seconds},{picture}format=yuv420p", "-f", "lavfi",
                       "-i", f"sine=f=440:r=48000:d={seconds},{sound}aformat=channel_layouts=stereo",
                       *FORMAT, str(path))
        return path

    def test_good_file(self):
        code, out, err = probe(self.media(), "--json")
        report = json.loads(out)
        self.assertEqual((code, report["opened"], report["health"], err),
                         (0, True, "HEALTH_OK", ""), out)
        self.assertEqual(report["container"], "mpegts")
        self.assertAlmostEqual(report["mediaSeconds"], 12, delta=0.2)
        kinds = {track["type"]: track for track in report["tracks"]}
        self.assertEqual(kinds["TRACK_TYPE_VIDEO"]["codec"], "h264")
        self.assertEqual(kinds["TRACK_TYPE_VIDEO"]["width"], 320)
        self.assertEqual(kinds["TRACK_TYPE_AUDIO"]["codec"], "aac")
        self.assertEqual(report["ts"]["errors"]["ts_continuity"], "0")

    def test_black_is_found_to_the_frame(self):
        path = self.media("drawbox=c=black:t=fill:enable='between(t,4.4,8.39)',")
        code, out, _ = probe(path, "--json")
        events = [event for event in json.loads(out)["events"] if event["check"] == "black"]
        self.assertEqual(code, 1, out)
        self.assertEqual(len(events), 1, out)
        self.assertAlmostEqual(events[0]["startSeconds"], 4.4, delta=0.1)
        self.assertAlmostEqual(events[0]["endSeconds"], 8.4, delta=0.1)

    def test_silence_and_the_report_for_people(self):
        path = self.media("", "volume=0:enable='between(t,3,7)',")
        code, out, _ = probe(path)
        self.assertEqual(code, 1, out)
        self.assertRegex(out, r"(?m)^silence +warning")
        self.assertRegex(out, r"(?m)^container +mpegts")
        self.assertNotIn("\x1b", out, "no colours outside a terminal")

    def test_what_does_not_open(self):
        port = support.free_ports(1)[0]
        garbage = self.directory / "garbage.ts"
        garbage.write_bytes(bytes(range(256)) * 400)
        for source in (self.directory / "nothing.ts", f"http://127.0.0.1:{port}/live.m3u8", garbage):
            code, out, err = probe(source, "--json", "--open-timeout", "5s")
            self.assertEqual(code, 2, f"{source}: {out} {err}")
            self.assertFalse(json.loads(out)["opened"], out)
            self.assertTrue(json.loads(out)["error"], out)
            self.assertIn("cannot open", err)

    def test_credentials_are_not_shown(self):
        port = support.free_ports(1)[0]
        _, out, err = probe(f"http://user:s3cret@127.0.0.1:{port}/a?token=t0ken", "--open-timeout", "2s")
        self.assertNotIn("s3cret", out + err)
        self.assertNotIn("t0ken", out + err)

    def test_wrong_usage(self):
        for arguments in ((), ("a.ts", "--duration", "soon"), ("a.ts", "--depth", "deep"),
                          ("a.ts", "--header", "x"), ("a.ts", "--colour")):
            code, _, err = probe(*arguments)
            self.assertEqual(code, 64, f"{arguments}: {err}")
            self.assertTrue(err, arguments)
        self.assertIn('"deep" is none of full, keyframes, manifest, packets',
                      probe("a.ts", "--depth", "deep")[2])

    def test_words_may_be_written_in_capitals(self):
        code, out, err = probe(self.directory / "nothing.ts", "--depth", "FULL")
        self.assertEqual(code, 2, out + err)


if __name__ == "__main__":
    os.environ["NO_PROXY"] = "*"
    support.main()
