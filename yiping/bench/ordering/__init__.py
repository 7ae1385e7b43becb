"""What `yiping bench orders` is made of, a question a file."""
