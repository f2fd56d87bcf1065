"""Tests of the built book in a real browser, every other host blocked."""
