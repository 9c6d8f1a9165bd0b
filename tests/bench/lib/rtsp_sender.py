#!/usr/bin/python3
"""An RTSP server with one channel, made of a transport stream: rtsp_sender.py PORT CLIP. Needs the
system's Python with GstRtspServer."""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    f"( filesrc location={sys.argv[2]} ! tsdemux name=d "
    "d. ! queue ! h264parse ! rtph264pay name=pay0 config-interval=-1 "
    "d. ! queue ! aacparse ! rtpmp4apay name=pay1 )")
factory.set_shared(True)
server.get_mount_points().add_factory("/a", factory)
server.attach(None)
GLib.MainLoop().run()
