"""E-mail addresses as limits see them."""

ALIASING_HOSTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
"""Mail hosts that ignore dots in the name, and the name they go by."""


def same_address(email: str) -> str:
    """One spelling for addresses that reach the same person: lower case, no "+tag", no dots where they mean nothing.

    For counting only: mail always goes to the address as it was given.
    """
    name, _at, host = email.strip().casefold().rpartition("@")
    name = name.split("+", 1)[0] or name
    host = ALIASING_HOSTS.get(host, host)
    return f"{name.replace('.', '') if host == 'gmail.com' else name}@{host}"
