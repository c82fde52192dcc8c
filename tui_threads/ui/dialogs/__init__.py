"""Modal screens, each returning by dismiss."""
