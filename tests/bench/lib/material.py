"""Media for the origin: short clips made by ffmpeg, looped into segments once and kept."""

import dataclasses
import pathlib
import shutil
import subprocess

SEGMENT_SECONDS = 4
CLIP_SECONDS = 64
LOOPS = 15  # 240 segments: 16 minutes until the numbering wraps


@dataclasses.dataclass(frozen=True)
class Size:
    name: str
    picture: str
    video_rate: str
    # Filters of picture and sound after the usual ones.
    picture_faults: str = ""
    sound_faults: str = ""


SIZES = {size.name: size for size in (
    Size("1080p", "1920x1080", "3800k"),
    Size("720p", "1280x720", "1900k"),
    Size("360p", "640x360", "480k"),
)}

# 360p, black from second 10 to 18, still from 28 to 36, silent from 45 to 53.
FAULTS = Size("faults", "640x360", "480k",
              ",drawbox=c=black:t=fill:enable='between(t,10,18)',loop=loop=200:size=1:start=700,"
              "setpts=N/25/TB",
              ",volume=0:enable='between(t,45,53)'")


class Material:
    """Clips and segments of the sizes asked for, under `folder`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()

    def clip(self, size):
        return self.folder / "clips" / f"{size}.ts"

    def segments(self, size):
        return sorted((self.folder / "segments" / size).glob("*.ts"))

    def bitrate_bps(self, size):
        """Mean rate of the transport stream."""
        files = self.segments(size)
        return sum(file.stat().st_size for file in files) * 8 / (len(files) * SEGMENT_SECONDS)

    def prepare(self, sizes):
        """Makes what is missing; about a minute per size on two cores."""
        for size in sizes:
            ready = self.folder / "segments" / size
            if ready.is_dir():
                continue
            print(f"making {size} media (once)", flush=True)
            self._encode(FAULTS if size == FAULTS.name else SIZES[size])
            unfinished = ready.with_name(size + ".part")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            self._cut(size, unfinished)
            unfinished.rename(ready)

    def _encode(self, size):
        target = self.clip(size.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Noise and a tone: nothing else in it is black, frozen or silent.
        picture = f"testsrc2=size={size.picture}:rate=25,noise=alls=6:allf=t" + size.picture_faults
        sound = ("sine=frequency=440:sample_rate=48000,volume=0.5,aformat=channel_layouts=stereo"
                 + size.sound_faults)
        _ffmpeg("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-t", str(CLIP_SECONDS),
                "-c:v", "libx264", "-preset", "veryfast", "-b:v", size.video_rate,
                "-maxrate", size.video_rate, "-bufsize", size.video_rate, "-g", "50",
                "-keyint_min", "50", "-sc_threshold", "0", "-c:a", "aac", "-b:a", "128k",
                "-f", "mpegts", str(target))

    def _cut(self, size, folder):
        # One muxer writes all segments: time stamps and continuity counters run through.
        _ffmpeg("-fflags", "+genpts", "-stream_loop", str(LOOPS - 1), "-i", str(self.clip(size)),
                "-c", "copy", "-f", "hls", "-hls_time", str(SEGMENT_SECONDS), "-hls_list_size", "0",
                "-hls_segment_filename", str(folder / "%05d.ts"), str(folder / "all.m3u8"))


def _ffmpeg(*arguments):
    subprocess.run(["ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *arguments],
                   check=True)
