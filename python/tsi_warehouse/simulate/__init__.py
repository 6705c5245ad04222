"""The simulated default input, with known effects: `python -m tsi_warehouse.simulate`."""
