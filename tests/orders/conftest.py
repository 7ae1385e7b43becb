"""Fixtures of the tests of orders."""

from tests.orders.desk import desk as desk
