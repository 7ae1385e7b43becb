"""Who may do what at a broker of our own, as Mosquitto's access file says it."""

from yiping.runtime.grants import Grants

TOPICS = "yiping/v1/#"
COMMANDS = "spBv1.0/+/NCMD/+"
"""Where a Sparkplug host asks an edge node for a new birth."""
OWN_TOPICS = ("yiping/v1/+/+/+/%u/up", "yiping/v1/+/+/+/%u/status")
"""Where a device speaks, `%u` being its account: its sensor's id.

Street and kind are left open, so that a sensor that moves needs no new account; ingest itself refuses
a message on an address that is not registered."""

OURS = ("ingest", "sim")


def access(grants: Grants) -> str:
    """The access file: ingest reads all and commands edge nodes; others publish, each below its own topics.

    A pattern holds for every account, so the one topic that it would open to ingest is closed again.
    """
    ingest = ["topic read #", "topic read $SYS/broker/#", f"topic write {COMMANDS}"]
    ingest += [f"topic deny {pattern.replace('%u', 'ingest')}" for pattern in OWN_TOPICS]
    users = {"ingest": ingest, "sim": [f"topic write {TOPICS}"]}
    for one in grants.values():
        if one.is_gateway:
            users[one.name] = [f"topic write {topic_filter}" for topic_filter in one.filters]
    blocks = ["\n".join([f"user {name}", *lines]) for name, lines in users.items()]
    return "\n\n".join([*blocks, "\n".join(f"pattern write {pattern}" for pattern in OWN_TOPICS)]) + "\n"
