"""What speed costs: whole journeys, beside a bare floor in the same run. Run by hand."""
