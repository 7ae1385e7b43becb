"""What `yiping bench alerts` is made of, a question a file."""
