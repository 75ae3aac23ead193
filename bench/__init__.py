"""Accuracy, speed and latency, each one command."""
