"""A machine link that is measured, both ends on one machine: the far agent, the way to it, the near end."""
