"""Analyses: from the cube to estimates and disparities, all of it pure arithmetic."""
