"""Which addresses of the internet a request may be sent to: public ones, and networks that the shop's owner named."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

_NAT64 = IPv6Network("64:ff9b::/96")
_TRANSLATED = (IPv6Network("64:ff9b:1::/48"), IPv6Network("2002::/16"), IPv6Network("2001::/32"))
"""Local NAT64, 6to4 and Teredo: they hide an address inside of another one, and no shop's partner is behind them."""
_SPECIAL = (ip_network("192.88.99.0/24"), ip_network("192.0.0.0/24"))
"""Relays of 6to4, and what protocols use among themselves."""


def is_allowed(address: str, networks: Iterable[str] = ()) -> bool:
    """Public, or in one of `networks`. What belongs to one link only, as clouds' metadata, is never allowed."""
    try:
        found = _unwrapped(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    if found.is_link_local or found.is_multicast or found.is_unspecified:
        return False
    return any(found in ip_network(network) for network in networks) or _is_public(found)


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that a mapped or translated one stands for."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_reserved and not any(address in network for network in _SPECIAL)
    is_hidden = any(address in network for network in _TRANSLATED)
    return address.is_global and not (is_hidden or address.is_reserved or address.is_site_local)
