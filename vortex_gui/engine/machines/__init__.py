"""Other machines: the link to their agents over the operator's own ssh, and the landing of their folders."""
