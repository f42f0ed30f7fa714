"""What institutions ask users and employees, and when."""
