"""What people type about surveys."""
