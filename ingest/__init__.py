"""MQTT in, rows out: a message is acknowledged only after its readings and alerts are committed."""
