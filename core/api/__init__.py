"""What all REST doors share: problems, pages, limits, remembered answers and the schema."""

PUBLIC = "public"
"""In place of a scope: everybody may, without a token."""
