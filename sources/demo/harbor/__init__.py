"""What Harbor Clinics asks: booking, intake, follow-up and the symptom diary."""
