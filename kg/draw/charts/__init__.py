"""Charts of reported values: one point per claim, what is not reported shown and not dropped."""
