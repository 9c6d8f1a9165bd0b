"""Plays an MP4 of H.264 and AAC over RTSP on a free port of 127.0.0.1, which goes to a file.

usage: rtsp_server.py MP4 PORT_FILE all|udp [PORT]
"""

import os
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

media, port_file, transports = sys.argv[1:4]
port = sys.argv[4] if len(sys.argv) > 4 else "0"
Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(port)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    f'( filesrc location="{media}" ! qtdemux name=d '
    "d.video_0 ! queue ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=1 "
    "d.audio_0 ! queue ! aacparse ! rtpmp4gpay name=pay1 pt=97 )"
)
if transports == "udp":
    factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP)
server.get_mount_points().add_factory("/ch", factory)
server.attach(None)
if port != "0":
    GLib.MainLoop().run()
with open(port_file + ".new", "w", encoding="ascii") as out:
    out.write(str(server.get_bound_port()))
os.rename(port_file + ".new", port_file)
GLib.MainLoop().run()
