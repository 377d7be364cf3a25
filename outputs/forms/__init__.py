"""What the URL asks of the deliveries list, and what admins say of endpoints and outputs."""
