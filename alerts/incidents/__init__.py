"""Incidents: alerts of one hazard in one place, told as one thing."""
