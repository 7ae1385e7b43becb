"""The mosquitto.conf of a broker of our own."""

from pathlib import Path

from yiping.runtime.broker_queue import Queue
from yiping.runtime.listener import Listener

PACKET_LIMIT_BYTES = 2 * 1024 * 1024
CHAIN, KEY = "listener.crt", "listener.key"


def common(folder: Path, queue: Queue) -> str:
    """What holds for every listener.

    A packet beyond the limit ends the connection, where `message_size_limit` would acknowledge
    it and then lose it. No `per_listener_settings`: with it a restarted broker drops what comes
    for a session whose owner is away.
    """
    return f"""\
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/accounts
persistence true
persistence_location {folder}/
autosave_interval {queue.save_s}
persistent_client_expiration 14d
max_inflight_messages 0
max_queued_messages {queue.messages}
max_queued_bytes {queue.payload_bytes}
max_packet_size {PACKET_LIMIT_BYTES}
set_tcp_nodelay true
sys_interval 5
log_dest stderr
"""


def device_lines(listener: Listener, folder: Path) -> str:
    """The listener of devices.

    A device is its account there, whatever client identifier it gives: by that of ingest it could
    end ingest's session, and all that is queued in it.
    """
    lines = [f"listener {listener.port} {listener.host}", "use_username_as_clientid true"]
    if listener.certificate:
        lines += [f"certfile {folder / CHAIN}", f"keyfile {folder / KEY}"]
    return "\n".join(lines) + "\n"


def configuration(*, port: int, folder: Path, queue: Queue, devices: Listener | None = None) -> str:
    """The whole file; `port` is the loopback one of ingest and simulators."""
    logs = "".join(f"log_type {kind}\n" for kind in ("error", "warning", "notice"))
    own = f"listener {port} 127.0.0.1\n"
    form = "log_timestamp_format %Y-%m-%dT%H:%M:%S\n"
    listeners = own + (device_lines(devices, folder) if devices else "")
    return listeners + common(folder, queue) + logs + form
