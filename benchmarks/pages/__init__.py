"""What people's pages take in a browser."""
