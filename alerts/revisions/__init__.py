"""How rules change: proposals, four eyes, revisions, and which of them are in force."""
