"""Forms of pages that look into several rooms."""
