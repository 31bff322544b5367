"""Upload: each finished session goes to the user's rclone remote, and is read back there."""
