"""Crews, the rota and contacts as people handle them: from files, to files, and as lines."""
