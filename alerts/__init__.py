"""From readings to alerts: rules as TOML, conditions as pure functions, state in rows."""
