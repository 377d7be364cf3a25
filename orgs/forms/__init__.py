"""Forms of the organisation and account pages."""
