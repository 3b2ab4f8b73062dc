"""The docks around the centre, and the layouts they stand in."""
