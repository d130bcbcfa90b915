"""REST doors of orders."""
