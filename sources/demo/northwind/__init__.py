"""What Northwind Research asks: onboarding, churn, usability and card sorting."""
