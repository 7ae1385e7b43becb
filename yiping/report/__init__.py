"""Reports on work orders: the evaluation of a period and its orders, on the terminal and as files."""
