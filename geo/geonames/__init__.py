"""The full dump of a country from GeoNames, fetched and made into rows of the user's own places."""
