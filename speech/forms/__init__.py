"""What people say in forms about recordings."""
