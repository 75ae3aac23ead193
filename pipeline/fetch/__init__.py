"""The network, and nothing else: no other part of `pipeline` connects to anything."""

from pipeline.fetch.client import FEED, PAGE, Answer, Client, Kind
from pipeline.fetch.connections import Address, is_public

__all__ = ["FEED", "PAGE", "Address", "Answer", "Client", "Kind", "is_public"]
