"""`python -m yiping` is the command `yiping`."""

from yiping.main import main

main()
