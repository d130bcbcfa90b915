"""REST doors of reviews."""
