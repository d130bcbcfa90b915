"""Measurements. Each script starts what it measures on this machine alone, is bounded in time, and cleans up."""
