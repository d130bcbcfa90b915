"""A small stand-in for Stripe, for demos, tests and benchmarks: the real `stripe` package talks to it over a socket."""

from .provider import FakeStripe

__all__ = ["FakeStripe"]
