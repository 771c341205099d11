"""What is drawn of reports: the chart, the hours of the week, what was not counted."""
