"""Shared by all tests: how long property tests run."""

from hypothesis import HealthCheck, settings

slow_is_fine = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "quick", max_examples=40, deadline=None, derandomize=True, suppress_health_check=slow_is_fine
)
settings.register_profile("fuzz", max_examples=100_000, deadline=None, suppress_health_check=slow_is_fine)
settings.load_profile("quick")
