"""What goes over the wire, and nothing else."""
