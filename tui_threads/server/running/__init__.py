"""Everything about a run: how it starts, is driven, written down, told, stopped and taken up again."""
