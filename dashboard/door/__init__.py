"""Who may enter: accounts, sessions, tokens against forged requests, patience with wrong passwords."""
